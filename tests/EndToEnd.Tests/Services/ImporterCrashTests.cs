using System.Text.Json;
using Warehouse.Local;

namespace Warehouse.Services;

/// <summary>The importer killed with SIGKILL, on a cluster that closes unreported jobs after three seconds.</summary>
public sealed class ImporterCrashTests : IAsyncLifetime
{
    private TestDeployment _test = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await TestDeployment.PrepareAsync();
        await _test.StartAsync(new Dictionary<string, string> { ["Warehouse__Jobs__StaleAfter"] = "00:00:03" });
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Its_job_is_closed_as_stale_its_rows_stay_counted_once_and_a_second_run_doubles_nothing()
    {
        await using var scene = await ImportScene.CreateAsync(_test);
        await scene.ShutGateAsync();
        await using (var killed = StartImporter(scene))
        {
            await EventuallyAsync("SELECT count(*) = 1 FROM ledger.job WHERE rows > 0 AND status = 'running'");
            await killed.KillAsync();
        }

        Assert.False(await scene.HasTableAsync());

        // Two further runs, while the killed one's job still stands as running.
        await scene.OpenGateAsync();
        for (var run = 0; run < 2; run++)
        {
            await using var importer = StartImporter(scene);
            await importer.Exited;
            Assert.Equal(0, importer.ExitCode);
            Assert.Equal(await scene.ReadSourceAsync(), await scene.ReadWarehouseAsync());
        }

        await EventuallyAsync("SELECT count(*) = 1 FROM ledger.job WHERE status = 'stale' AND finished_at IS NOT NULL");
        var stale = (long)(
            await _test.Deployment.Postgres.ScalarAsync(
                "SELECT rows FROM ledger.job WHERE status = 'stale'", LocalDeployment.SystemDatabaseName))!;
        Assert.InRange(stale, 1, ImportScene.Rows - 1);
        Assert.Equal(stale + (2 * ImportScene.Rows), await TotalRowsAsync(scene));
        Assert.Equal(
            3L, await _test.Deployment.Postgres.ScalarAsync("SELECT count(*) FROM ledger.job", LocalDeployment.SystemDatabaseName));
    }

    private LocalProcess StartImporter(ImportScene scene) => scene.StartImporter(
        "importer.log",
        ("Warehouse__Gateways", $"127.0.0.1:{_test.Deployment.Ports.Silo.Gateway}"),
        ("Warehouse__JobReporter__HeartbeatEvery", "00:00:01"));

    private static async Task<long> TotalRowsAsync(ImportScene scene)
    {
        using var response = await scene.Organization.SendAsync(HttpMethod.Get, "total_rows_stats");
        using var stats = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return stats.RootElement.GetProperty("total_rows").GetInt64();
    }

    // A project's reminder ticks once a minute.
    private async Task EventuallyAsync(string sql)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (await _test.Deployment.Postgres.ScalarAsync(sql, LocalDeployment.SystemDatabaseName) is not true)
        {
            await Task.Delay(50, limit.Token);
        }
    }
}
