using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Warehouse.Access;
using Warehouse.Cli;
using Warehouse.Local;
using Warehouse.Warehouses;

namespace Warehouse.Audit;

/// <summary>Who did what, from where, with what outcome, over every way in.</summary>
public sealed class AuditTests(ClusterFixture cluster)
{
    private readonly OperatorCli _cli = new(cluster.Deployment);

    [Fact]
    public async Task Every_change_leaves_a_line_with_its_actor_its_source_and_its_outcome_and_no_secret()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var name = TestWarehouse.NewName();
        var provisioned = await PostAsync(organization, "provision", new { database_name = name, table_name = "main" });
        await new TestWarehouse(cluster.Test, organization.Id).UntilAsync(WarehouseState.Ready);
        await PostAsync(organization, "provision", new { database_name = name, table_name = "main" });
        var reset = await PostAsync(organization, "reset-password");
        var made = await _cli.JsonAsync(
            "key", "create", "--organization", $"{organization.Id}", "--role", "member", "--label", "x", "--scope", "query:read");
        var keyId = made.GetProperty("id").GetGuid();
        await _cli.JsonAsync("key", "revoke", $"{keyId}");
        await PostAsync(organization, "deprovision");

        var entries = await ListAsync("--organization", $"{organization.Id}");
        Assert.Equal(
            [
                ("warehouse.deprovision", "started"), ("key.revoke", "done"), ("key.create", "created"),
                ("warehouse.reset_password", "done"),
                ("warehouse.provision", "already_exists"), ("warehouse.provision", "accepted"), ("key.create", "created"),
                ("project.create", "created"), ("organization.create", "created"),
            ],
            entries.Select(entry => (Text(entry, "action"), Text(entry, "outcome"))));
        Assert.StartsWith("key ", Text(entries[0], "actor"), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", Text(entries[0], "source"), StringComparison.Ordinal);
        Assert.Equal(
            ($"operator {Environment.UserName}", Environment.MachineName, $"key {keyId}"),
            (Text(entries[1], "actor"), Text(entries[1], "source"), Text(entries[1], "subject")));
        Assert.Equal($"database {name}", Text(entries[5], "subject"));
        Assert.Equal("service", Text(entries[8], "actor"));

        Assert.Equal(2, (await ListAsync("--organization", $"{organization.Id}", "--action", "warehouse.provision")).Count);
        Assert.Equal(2, (await ListAsync("--organization", $"{organization.Id}", "--actor", $"operator {Environment.UserName}")).Count);
        Assert.Equal(9, (await ListAsync("--organization", $"{organization.Id}", "--last", "1h")).Count);
        Assert.Contains(
            "warehouse.deprovision",
            (await _cli.RunAsync("audit", "list", "--limit", "3", "--organization", $"{organization.Id}")).Output,
            StringComparison.Ordinal);

        var all = string.Join(
            '\n', await cluster.Deployment.Postgres.ListAsync("SELECT e::text FROM audit.entry e", LocalDeployment.SystemDatabaseName));
        foreach (var secret in new[]
        {
            organization.Key, ApiKey.Hash(organization.Key), provisioned.GetProperty("password").GetString()!,
            reset.GetProperty("password").GetString()!, made.GetProperty("key").GetString()!,
        })
        {
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("UPDATE audit.entry SET actor = 'nobody'")]
    [InlineData("DELETE FROM audit.entry")]
    [InlineData("TRUNCATE audit.entry")]
    public async Task Lines_cannot_be_changed_or_deleted(string sql)
    {
        await TestOrganization.CreateAsync(cluster.Test);
        var refused = await Assert.ThrowsAsync<PostgresException>(
            () => cluster.Deployment.Postgres.ScalarAsync(sql, LocalDeployment.SystemDatabaseName));
        Assert.Equal("the audit trail is append-only", refused.MessageText);
    }

    [Fact]
    public async Task Lines_past_their_retention_go()
    {
        const string Old = "retention test";
        await cluster.Deployment.Postgres.ExecuteAsync($"""
            INSERT INTO audit.entry (at, action, outcome, actor)
              SELECT now() - interval '500 days', 'test', 'done', '{Old}' FROM generate_series(1, 10010);
            INSERT INTO audit.entry (at, action, outcome, actor) VALUES (now() - interval '300 days', 'test', 'done', '{Old}')
            """, LocalDeployment.SystemDatabaseName);
        await using var database = NpgsqlDataSource.Create(
            cluster.Deployment.Postgres.ConnectionString(LocalDeployment.SystemDatabaseName));
        var store = new AuditStore(database);
        var before = DateTimeOffset.UtcNow - new AuditOptions().Retention;
        Assert.True(await store.DeleteAsync(before, TestContext.Current.CancellationToken));
        Assert.False(await store.DeleteAsync(before, TestContext.Current.CancellationToken));
        Assert.Equal(
            1L,
            await cluster.Deployment.Postgres.ScalarAsync(
                $"SELECT count(*) FROM audit.entry WHERE actor = '{Old}'", LocalDeployment.SystemDatabaseName));
    }

    private async Task<List<JsonElement>> ListAsync(params string[] options) =>
        [.. (await _cli.JsonAsync(["audit", "list", .. options])).GetProperty("entries").EnumerateArray()];

    private static string Text(JsonElement entry, string name) => entry.GetProperty(name).GetString()!;

    private static async Task<JsonElement> PostAsync(TestOrganization organization, string action, object? body = null)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var response = await organization.SendAsync(HttpMethod.Post, action, content);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
