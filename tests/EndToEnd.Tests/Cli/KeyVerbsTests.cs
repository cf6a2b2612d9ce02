using System.Text.Json;
using Npgsql;
using Warehouse.Access;
using Warehouse.Local;

namespace Warehouse.Cli;

public sealed class KeyVerbsTests(ClusterFixture cluster)
{
    private readonly OperatorCli _cli = new(cluster.Deployment);

    [Fact]
    public async Task A_key_works_until_it_is_revoked()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var made = await CreateAsync(organization, "--role", "member", "--scope", "query:read", "warehouse_view:write", "--scope", "query:read");
        Assert.Equal(["id", "key"], made.EnumerateObject().Select(member => member.Name));
        var (id, clear) = (made.GetProperty("id").GetString()!, made.GetProperty("key").GetString()!);
        Assert.True(ApiKey.IsWellFormed(clear));

        var decision = await AuthorizeAsync(organization, clear, Scopes.WarehouseViewWrite);
        Assert.Equal((AccessVerdict.Granted, OrganizationRole.Member), (decision.Verdict, decision.Role));
        Assert.Equal(AccessVerdict.ScopeMissing, (await AuthorizeAsync(organization, clear, "other:read")).Verdict);

        var revoked = await _cli.JsonAsync("key", "revoke", id);
        Assert.Equal($$"""{"id":"{{id}}","revoked":true}""", revoked.GetRawText());
        Assert.Equal(AccessVerdict.InvalidKey, (await AuthorizeAsync(organization, clear, null)).Verdict);
        await _cli.JsonAsync("key", "revoke", id);
    }

    [Fact]
    public async Task A_key_is_listed_with_all_but_its_secret()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var second = await organization.AddProjectAsync();
        var before = DateTimeOffset.UtcNow;
        var made = await CreateAsync(
            organization, "--role", "owner", "--scope", "*", "--project", $"{organization.ProjectId}", $"{second}", "--default-project", $"{second}", "--expires", "30d");

        var listed = (await _cli.JsonAsync("key", "list", "--organization", organization.Id.ToString())).GetProperty("keys").EnumerateArray()
            .Single(key => key.GetProperty("id").GetString() == made.GetProperty("id").GetString());
        Assert.Equal(
            ["id", "organization_id", "role", "label", "scopes", "projects", "default_project", "created_at", "expires_at", "revoked_at", "last_used_at", "organization_writes"],
            listed.EnumerateObject().Select(member => member.Name));
        Assert.Equal("owner", listed.GetProperty("role").GetString());
        Assert.Equal("made by a test", listed.GetProperty("label").GetString());
        Assert.Equal($"[{organization.ProjectId},{second}]", listed.GetProperty("projects").GetRawText());
        Assert.Equal(second, listed.GetProperty("default_project").GetInt64());
        Assert.InRange(listed.GetProperty("expires_at").GetDateTimeOffset(), before.AddDays(30).AddSeconds(-1), DateTimeOffset.UtcNow.AddDays(30));
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("revoked_at").ValueKind);
    }

    [Fact]
    public async Task The_clear_text_is_shown_once_and_kept_nowhere()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var result = await _cli.RunAsync("key", "create", "--organization", organization.Id.ToString(), "--role", "admin", "--label", "human", "--scope", "*");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Error);
        var clear = Assert.Single(result.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries), ApiKey.IsWellFormed);
        await AuthorizeAsync(organization, clear, null);

        Assert.DoesNotContain(clear, cluster.Test.ReadLogs(), StringComparison.Ordinal);
        Assert.DoesNotContain(clear, (await _cli.JsonAsync("key", "list", "--organization", organization.Id.ToString())).GetRawText(), StringComparison.Ordinal);
        await using var connection = new NpgsqlConnection(cluster.Deployment.Postgres.ConnectionString(LocalDeployment.SystemDatabaseName) + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var rows = new NpgsqlCommand("SELECT count(*) FROM registry.api_key AS k WHERE strpos(k::text, $1) > 0", connection)
        {
            Parameters = { new() { Value = clear } },
        };
        Assert.Equal(0L, await rows.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_limited_key_says_what_it_may_not_do_and_an_option_lets_it()
    {
        const string Notice = "It may not provision, deprovision or reset the password of the organization's warehouse";
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        string[] create = ["key", "create", "--organization", organization.Id.ToString(), "--role", "admin", "--label", "x", "--scope", "*"];
        string[] limited = [.. create, "--project", $"{organization.ProjectId}"];
        Assert.DoesNotContain(Notice, (await _cli.RunAsync(create)).Output, StringComparison.Ordinal);
        Assert.Contains(Notice, (await _cli.RunAsync(limited)).Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Notice, (await _cli.RunAsync([.. limited, "--organization-writes"])).Output, StringComparison.Ordinal);

        var listed = (await _cli.JsonAsync("key", "list", "--organization", organization.Id.ToString())).GetProperty("keys").EnumerateArray();
        Assert.Equal([true, true, false, true], listed.Select(key => key.GetProperty("organization_writes").GetBoolean()));
    }

    [Fact]
    public async Task A_key_for_projects_of_others_is_refused()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var other = await TestOrganization.CreateAsync(cluster.Test);
        var reason = $"A project of the key does not exist or belongs to another organization than {organization.Id}.";
        Assert.Equal(reason, await RefusalAsync(organization, "--role", "admin", "--scope", "*", "--project", $"{other.ProjectId}"));
        Assert.Equal(reason, await RefusalAsync(organization, "--role", "admin", "--scope", "*", "--default-project", $"{other.ProjectId}"));
        Assert.Equal(
            $"The key's default project {organization.ProjectId} is not among the projects it is limited to.",
            await RefusalAsync(organization, "--role", "admin", "--scope", "*", "--project", $"{other.ProjectId}", "--default-project", $"{organization.ProjectId}"));
    }

    [Theory]
    [InlineData("'boss' is no role: it must be member, admin or owner.", "--role", "boss", "--scope", "*")]
    [InlineData("'query' is no scope: it must be * or object:read or object:write, as in query:read.", "--role", "admin", "--scope", "query")]
    [InlineData("'soon' is no duration: it must be like 90m, 12h, 30d or 2w, and at most 36500d.", "--role", "admin", "--scope", "*", "--expires", "soon")]
    [InlineData("Option '--scope' is required.", "--role", "admin")]
    public async Task Bad_values_are_refused_by_name(string reason, params string[] arguments) =>
        Assert.Equal(reason, await _cli.RefusalAsync(["key", "create", "--organization", Guid.NewGuid().ToString(), "--label", "x", .. arguments]));

    private Task<JsonElement> CreateAsync(TestOrganization organization, params string[] arguments) =>
        _cli.JsonAsync(["key", "create", "--organization", organization.Id.ToString(), "--label", "made by a test", .. arguments]);

    private Task<string> RefusalAsync(TestOrganization organization, params string[] arguments) =>
        _cli.RefusalAsync(["key", "create", "--organization", organization.Id.ToString(), "--label", "x", .. arguments]);

    private ValueTask<AccessDecision> AuthorizeAsync(TestOrganization organization, string clear, string? scope) =>
        cluster.Grains.ApiKey(ApiKey.Hash(clear)).AuthorizeAsync(new AccessRequest
        {
            RequiredScope = scope,
            ProjectId = organization.ProjectId,
        });
}
