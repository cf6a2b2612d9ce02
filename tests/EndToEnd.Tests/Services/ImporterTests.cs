using System.Security.Cryptography;
using System.Text.Json;
using Warehouse.Credentials;
using Warehouse.Local;

namespace Warehouse.Services;

/// <summary>A service of another team, a process that knows the package only, seen over HTTP.</summary>
public sealed class ImporterTests(ClusterFixture cluster)
{
    [Fact]
    public async Task An_import_shows_while_it_runs_and_its_rows_are_there_and_counted()
    {
        await using var scene = await ImportScene.CreateAsync(cluster.Test);
        await scene.ShutGateAsync();
        await using var importer = scene.StartImporter("importer.log", ("ConnectionStrings__System", await CreateMembershipLoginAsync()));

        await Eventually.TrueAsync(async () => (await RunningAsync(scene)).GetProperty("rows").GetInt64() > 0);
        var running = await RunningAsync(scene);
        Assert.Equal(("Postgres", "visits", "Running"), (Text(running, "type"), Text(running, "name"), Text(running, "status")));
        Assert.InRange(running.GetProperty("rows").GetInt64(), 1, ImportScene.Rows - 1);
        Assert.DoesNotContain(scene.Password, await File.ReadAllTextAsync($"/proc/{importer.Id}/cmdline"), StringComparison.Ordinal);

        await scene.OpenGateAsync();
        await importer.Exited;
        Assert.Equal(0, importer.ExitCode);
        Assert.Equal(await scene.ReadSourceAsync(), await scene.ReadWarehouseAsync());
        Assert.Empty((await ReadAsync(scene, "running_activity")).GetProperty("results").EnumerateArray());
        var completed = Assert.Single((await ReadAsync(scene, "completed_activity")).GetProperty("results").EnumerateArray());
        Assert.Equal(("Completed", ImportScene.Rows), (Text(completed, "status"), completed.GetProperty("rows").GetInt64()));
        var stats = await ReadAsync(scene, "total_rows_stats");
        Assert.Equal(ImportScene.Rows, stats.GetProperty("total_rows").GetInt64());
        Assert.Equal(ImportScene.Rows, stats.GetProperty("breakdown_of_rows_by_source").GetProperty($"{scene.SourceId}").GetInt64());
        Assert.Equal(["Chrome", "Firefox", "Safari"], await ValuesAsync(scene, "browser"));
        Assert.Equal(["free", "pro"], await ValuesAsync(scene, "properties.plan"));
    }

    [Fact]
    public async Task An_import_that_is_cancelled_in_the_ledger_stops_and_leaves_the_warehouse_as_it_was()
    {
        await using var scene = await ImportScene.CreateAsync(cluster.Test);
        await scene.ShutGateAsync();
        await using var importer = scene.StartImporter(
            "importer.log",
            ("Warehouse__Gateways", $"localhost:{cluster.Deployment.Ports.Silo.Gateway}"),
            ("Warehouse__JobReporter__HeartbeatEvery", "00:00:01"));
        await Eventually.TrueAsync(async () => (await RunningAsync(scene)).GetProperty("rows").GetInt64() > 0);
        await cluster.Grains.Team(scene.Organization.ProjectId).CancelJobAsync((await RunningAsync(scene)).GetProperty("id").GetGuid());

        await importer.Exited;
        Assert.Equal(1, importer.ExitCode);
        Assert.False(await scene.HasTableAsync());
        Assert.Contains("the ledger ended the job: AlreadyFinished", cluster.Test.ReadLogs(), StringComparison.Ordinal);
    }

    /// <summary>A login that may read the membership and nothing else: all that a client needs.</summary>
    private async Task<string> CreateMembershipLoginAsync()
    {
        var name = "service_" + Guid.NewGuid().ToString("N");
        var password = RandomNumberGenerator.GetHexString(32);
        await cluster.Deployment.Postgres.ExecuteAsync($"CREATE ROLE {name} LOGIN PASSWORD '{ScramVerifier.Create(password)}'");
        await cluster.Deployment.Postgres.ExecuteAsync($"""
            GRANT CONNECT ON DATABASE {LocalDeployment.SystemDatabaseName} TO {name};
            GRANT USAGE ON SCHEMA cluster TO {name};
            GRANT SELECT ON cluster.membership TO {name};
            """, LocalDeployment.SystemDatabaseName);
        return cluster.Deployment.Postgres.ConnectionString(LocalDeployment.SystemDatabaseName, name, password);
    }

    private static async Task<JsonElement> RunningAsync(ImportScene scene) =>
        (await ReadAsync(scene, "running_activity")).GetProperty("results").EnumerateArray().Single();

    private static async Task<IEnumerable<string?>> ValuesAsync(ImportScene scene, string key) =>
        (await ReadAsync(scene, $"property_values?table_name=visits&key={key}")).GetProperty("results").EnumerateArray().Select(
            value => Text(value, "name")).Order();

    private static async Task<JsonElement> ReadAsync(ImportScene scene, string path)
    {
        using var response = await scene.Organization.SendAsync(HttpMethod.Get, path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
