using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using Warehouse.Http;
using Warehouse.Jobs;
using Warehouse.Local;
using Warehouse.Warehouses;

namespace Warehouse.Restores;

/// <summary>
/// The system database is lost with all silos, and comes back from a backup on a new server. The warehouses, on a server of their own, have
/// gone on meanwhile: they are newer than the backup.
/// </summary>
public sealed partial class RestoreTests : IAsyncLifetime
{
    private TestDeployment _test = null!;
    private LocalPostgres _warehouses = null!;
    private Dictionary<string, string> _silo = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await TestDeployment.PrepareAsync();
        (_warehouses, _silo) = await _test.AddWarehouseServerAsync("warehouses");
        await _test.StartAsync(_silo);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task A_cluster_on_a_restored_system_database_answers_as_before_and_goes_on()
    {
        var organization = await TestOrganization.CreateAsync(_test);
        await DemoData.WriteAsync(
            _test.Deployment.ObjectStore, organization.Id, organization.ProjectId, 200, DateTimeOffset.UtcNow, CancellationToken.None);
        var password = await ProvisionAsync(organization, TestWarehouse.NewName());
        var team = _test.Grains.Team(organization.ProjectId);
        await Eventually.TrueAsync(async () => (await team.GetBackfillAsync()).PartitionsDone == 4);
        var (done, running) = (TestJobs.Import(Guid.NewGuid()), TestJobs.Import(Guid.NewGuid()));
        await team.StartJobAsync(done);
        Assert.Equal(JobOutcome.Done, await team.CompleteJobAsync(done.Id, 700));
        await team.StartJobAsync(running);
        await team.ReportProgressAsync(running.Id, 50);
        await Eventually.TrueAsync(async () => await _test.Deployment.Postgres.ScalarAsync(
            $"SELECT rows FROM ledger.job WHERE id = '{running.Id}'", LocalDeployment.SystemDatabaseName) is 50L);
        var orphan = await TestOrganization.CreateAsync(_test);
        var before = await AnswersAsync(organization);
        var backfill = await team.GetBackfillAsync();

        // The backup is taken from a running cluster: its members stand in it as if alive.
        var backup = Path.Combine(_test.Deployment.Folder, "backup");
        await _test.Deployment.Postgres.ShellAsync($"backup={backup}\n{RunbookCommands.Of("back up the system database")}");
        var orphaned = TestWarehouse.NewName();
        await ProvisionAsync(orphan, orphaned);

        await _test.KillProcessesAsync();
        await _test.Deployment.Postgres.StopAsync("immediate");
        var restored = await _test.ReplaceServerAsync("restored");
        await restored.ShellAsync($"backup={backup}\n{RunbookCommands.Of("restore the system database")}");
        await _test.StartSiloAsync(_silo, ports: TestDeployment.NewSiloPorts(), name: "silo-restored");
        await _test.StartGatewayAsync();

        // As before: the key, the status, jobs and usage, the customer's login.
        Assert.Equal(before, await AnswersAsync(organization));
        var status = await StatusAsync(organization);
        await using (var connection = await LogInAsync(status, password))
        {
            Assert.Equal(600L, await connection.ScalarAsync("SELECT count(*) FROM events_main"));
        }

        // And on: a reset, the running job, a rescan that loads nothing twice, a further warehouse.
        var reset = JsonDocument.Parse((await organization.PostAsync("reset-password")).Text).RootElement.GetProperty(
            "password").GetString()!;
        await using (var connection = await LogInAsync(status, reset))
        {
            await Assert.ThrowsAsync<PostgresException>(() => LogInAsync(status, password));
        }

        await TestWarehouse.RetryAsync(() => team.CompleteJobAsync(running.Id, 90));
        Assert.Equal(790, (await team.GetUsageAsync()).TotalRows);
        Assert.True(await team.RescanBackfillAsync());
        await Eventually.TrueAsync(async () => (await team.GetBackfillAsync()).ListedAt > backfill.ListedAt);
        Assert.Equal(
            (backfill.PartitionsDone, backfill.Rows),
            await team.GetBackfillAsync() is var after ? (after.PartitionsDone, after.Rows) : default);
        var another = await TestOrganization.CreateAsync(_test);
        await ProvisionAsync(another, TestWarehouse.NewName());

        // What was provisioned after the backup is nobody's now. The runbook finds it, and the same name given again takes it over.
        Assert.Equal(404, (await orphan.GetAsync("warehouse_status")).Status);
        Assert.Equal([orphaned], await OrphansAsync(restored));
        await ProvisionAsync(orphan, orphaned);
        Assert.Empty(await OrphansAsync(restored));
    }

    private static async Task<string> ProvisionAsync(TestOrganization organization, string name)
    {
        var accepted = await organization.PostAsync(
            "provision", System.Net.Http.Json.JsonContent.Create(new { database_name = name, table_name = "main" }));
        Assert.Equal(202, accepted.Status);
        await Eventually.TrueAsync(async () => (await StatusAsync(organization)).GetProperty("state").GetString() == "ready");
        return JsonDocument.Parse(accepted.Text).RootElement.GetProperty("password").GetString()!;
    }

    private static async Task<JsonElement> StatusAsync(TestOrganization organization) =>
        JsonDocument.Parse((await organization.GetAsync("warehouse_status")).Text).RootElement;

    private static async Task<string> AnswersAsync(TestOrganization organization)
    {
        var answers = new List<string>();
        foreach (var call in new[]
        {
            "warehouse_status", "running_activity", "completed_activity", "job_stats", "total_rows_stats",
            "property_values?table_name=events_main&key=properties.%24browser",
        })
        {
            var answer = await organization.GetAsync(call);
            Assert.Equal(200, answer.Status);
            answers.Add($"{call}: {Clock().Replace(answer.Text, "")}");
        }

        return string.Join('\n', answers);
    }

    /// <summary>The runbook's two lists, compared.</summary>
    private async Task<IReadOnlyList<string>> OrphansAsync(LocalPostgres system)
    {
        var standing = await _warehouses.ListAsync(RunbookCommands.Of("databases of ours on a warehouse server"));
        var known = await system.ListAsync(
            RunbookCommands.Of("databases that the control plane knows"), LocalDeployment.SystemDatabaseName);
        return [.. standing.Except(known)];
    }

    /// <summary>What tells the time of the question, and not of what is asked for.</summary>
    [GeneratedRegex("\"(cutoff_time|refreshing)\":[^,}]*")]
    private static partial Regex Clock();

    private static async Task<NpgsqlConnection> LogInAsync(JsonElement status, string password)
    {
        var at = status.GetProperty("connection");
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = at.GetProperty("host").GetString(),
            Port = at.GetProperty("port").GetInt32(),
            Database = at.GetProperty("database").GetString(),
            Username = at.GetProperty("username").GetString(),
            Password = password,
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
