using Warehouse.Local;
using Warehouse.Warehouses;

namespace Warehouse.Backfills;

/// <summary>
/// Silos killed at chosen and at random instants of a backfill: the rows are those of an undisturbed run. <c>WAREHOUSE_CHAOS_RUNS</c> asks
/// for
/// more of the random ones; the number of a run is its seed.
/// </summary>
public sealed class BackfillCrashTests(BackfillCrashServer server) : IClassFixture<BackfillCrashServer>, IAsyncDisposable
{
    private const int EventsPerMonth = 20_000;
    private static readonly DateTimeOffset Now = new(2026, 3, 20, 0, 0, 0, TimeSpan.Zero);
    private readonly TestDeployment _test = server.AddCluster();

    public static TheoryData<int> RandomRuns =>
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("WAREHOUSE_CHAOS_RUNS"), out var wanted) ? wanted : 1)];

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("backfill.loading")]
    [InlineData("backfill.loaded")]
    public async Task Killed_at_a_step_of_a_backfill_it_ends_with_every_row_once(string failpoint)
    {
        var silo = await _test.StartSiloAsync(new Dictionary<string, string> { ["WAREHOUSE_FAILPOINT"] = failpoint });
        var (warehouse, project) = await ProvisionAsync(_test);
        await silo.Exited.WaitAsync(TimeSpan.FromSeconds(60));
        await _test.StartSiloAsync();
        Assert.Equal(await server.UndisturbedAsync, await LoadedAsync(_test, warehouse, project));
    }

    [Theory]
    [MemberData(nameof(RandomRuns))]
    public async Task Killed_at_any_instant_of_a_backfill_it_ends_with_every_row_once(int run)
    {
        var silo = await _test.StartSiloAsync();
        var (warehouse, project) = await ProvisionAsync(_test);
        await warehouse.UntilAsync(WarehouseState.Ready);
        await Task.Delay(new Random(run).Next(0, 1500));
        await silo.KillAsync();
        await _test.StartSiloAsync();
        Assert.Equal(await server.UndisturbedAsync, await LoadedAsync(_test, warehouse, project));
    }

    /// <summary>What is loaded when nothing happens.</summary>
    internal static async Task<string> LoadUndisturbedAsync(TestDeployment test)
    {
        await test.StartSiloAsync();
        var (warehouse, project) = await ProvisionAsync(test);
        return await LoadedAsync(test, warehouse, project);
    }

    private static async Task<(TestWarehouse Warehouse, long Project)> ProvisionAsync(TestDeployment test)
    {
        await test.ConnectAsync();
        var organization = await TestWarehouse.RetryAsync(() => TestOrganization.CreateAsync(test));
        await DemoData.WriteAsync(
            test.Deployment.ObjectStore, organization.Id, organization.ProjectId, EventsPerMonth, Now, CancellationToken.None);
        var warehouse = new TestWarehouse(test, organization.Id);
        await TestWarehouse.RetryAsync(() => warehouse.ProvisionAsync(projectId: organization.ProjectId));
        return (warehouse, organization.ProjectId);
    }

    private static async Task<string> LoadedAsync(TestDeployment test, TestWarehouse warehouse, long project)
    {
        await BackfillTests.UntilLoadedAsync(test.Grains, project);
        await using var connection = await warehouse.LogInAsync(await warehouse.UntilAsync(WarehouseState.Ready));
        return $"{await connection.ScalarAsync("SELECT count(*) FROM events_main")} {await connection.ScalarAsync(PerPartition)}";
    }

    // Uuids carry the project's number; what else there is must be alike.
    private const string PerPartition = """
        SELECT string_agg(month || '=' || rows || ':' || sum, ' ' ORDER BY month) FROM (
          SELECT to_char(timestamp AT TIME ZONE 'UTC', 'YYYY-MM') AS month, count(*) AS rows, count(DISTINCT uuid) || '/' ||
                 md5(string_agg(event || distinct_id || person_id::text || extract(epoch FROM timestamp), '|' ORDER BY timestamp, event,
                 distinct_id)) AS sum
          FROM events_main GROUP BY 1) months
        """;
}
