using Warehouse.Local;
using Warehouse.Warehouses;

namespace Warehouse.Backfills;

/// <summary>
/// Silos killed at chosen and at random instants of a backfill: the rows are those of an undisturbed run. The seed of a run is in the
/// failure; <c>WAREHOUSE_CHAOS_RUNS</c> asks for more of them.
/// </summary>
public sealed class BackfillCrashTests : IAsyncLifetime
{
    private const int EventsPerMonth = 20_000;
    private static readonly DateTimeOffset Now = new(2026, 3, 20, 0, 0, 0, TimeSpan.Zero);
    private TestDeployment _test = null!;

    public async ValueTask InitializeAsync() => _test = await TestDeployment.PrepareAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Killed_at_any_instant_of_a_backfill_it_ends_with_every_row_once()
    {
        var runs = int.TryParse(Environment.GetEnvironmentVariable("WAREHOUSE_CHAOS_RUNS"), out var wanted) ? wanted : 3;
        string? undisturbed = null;
        for (var run = 0; run <= runs; run++)
        {
            var random = new Random(run);
            var silo = await _test.StartSiloAsync(run is 1 or 2
                ? new Dictionary<string, string> { ["WAREHOUSE_FAILPOINT"] = run == 1 ? "backfill.loading" : "backfill.loaded" }
                : null);
            await _test.ConnectAsync();
            var organization = await TestWarehouse.RetryAsync(() => TestOrganization.CreateAsync(_test));
            await DemoData.WriteAsync(_test.Deployment.ObjectStore, organization.Id, organization.ProjectId, EventsPerMonth, Now, CancellationToken.None);
            var warehouse = new TestWarehouse(_test, organization.Id);
            await TestWarehouse.RetryAsync(() => warehouse.ProvisionAsync(projectId: organization.ProjectId));
            if (run is 1 or 2)
            {
                await silo.Exited.WaitAsync(TimeSpan.FromSeconds(60));
                await _test.StartSiloAsync();
            }
            else if (run > 2)
            {
                await warehouse.UntilAsync(WarehouseState.Ready);
                await Task.Delay(random.Next(0, 1500));
                await silo.KillAsync();
                await _test.StartSiloAsync();
            }

            await BackfillTests.UntilLoadedAsync(_test.Grains, organization.ProjectId);
            await using (var connection = await warehouse.LogInAsync(await warehouse.UntilAsync(WarehouseState.Ready)))
            {
                var found = $"{await connection.ScalarAsync("SELECT count(*) FROM events_main")} {await connection.ScalarAsync(PerPartition)}";
                undisturbed ??= found;
                Assert.True(undisturbed == found, $"run {run}: {found} and not {undisturbed}");
            }

            await _test.StopProcessesAsync();
        }
    }

    // Uuids carry the project's number; what else there is must be alike.
    private const string PerPartition = """
        SELECT string_agg(month || '=' || rows || ':' || sum, ' ' ORDER BY month) FROM (
          SELECT to_char(timestamp AT TIME ZONE 'UTC', 'YYYY-MM') AS month, count(*) AS rows, count(DISTINCT uuid) || '/' ||
                 md5(string_agg(event || distinct_id || person_id::text || extract(epoch FROM timestamp), '|' ORDER BY timestamp, event, distinct_id)) AS sum
          FROM events_main GROUP BY 1) months
        """;
}
