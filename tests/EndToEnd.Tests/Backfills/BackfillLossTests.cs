using Npgsql;
using Warehouse.Jobs;
using Warehouse.Warehouses;

namespace Warehouse.Backfills;

/// <summary>A silo is lost, and no job of ours is left that nobody runs.</summary>
public sealed class BackfillLossTests : IAsyncLifetime
{
    private TestDeployment _test = null!;

    public async ValueTask InitializeAsync() => _test = await TestDeployment.PrepareAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task The_silo_that_followed_the_loads_is_killed_and_their_jobs_end()
    {
        var first = await _test.StartSiloAsync();
        await _test.ConnectAsync();
        var organization = await TestOrganization.CreateAsync(_test);
        var warehouse = await TestWarehouse.ReadyAsync(_test, organization);
        var team = _test.Grains.Team(organization.ProjectId);
        await BackfillFiles.WriteAsync(_test, organization, "events/2025-12/a.jsonl", 4);
        await team.RescanBackfillAsync();
        await BackfillTests.UntilLoadedAsync(_test.Grains, organization.ProjectId);
        await _test.AddSiloAsync();

        await using (await HoldLoadsAsync(warehouse))
        {
            await BackfillFiles.WriteAsync(_test, organization, "events/2026-01/a.jsonl", 1, 2);
            await BackfillFiles.WriteAsync(_test, organization, "events/2026-02/a.jsonl", 3);
            await team.RescanBackfillAsync();
            await Eventually.TrueAsync(async () => (await RunningAsync(team)) == 2);
            await first.KillAsync();
        }

        var report = await BackfillTests.UntilLoadedAsync(_test.Grains, organization.ProjectId);
        Assert.Equal(3, report.PartitionsTotal);
        Assert.Equal(4, report.Rows);
        await Eventually.TrueAsync(async () => await RunningAsync(team) == 0);
        Assert.DoesNotContain(await team.ListJobsAsync(100, null), job => job.Status == JobStatus.Running);
    }

    private static async Task<int> RunningAsync(Teams.ITeamGrain team) =>
        (await team.GetRunningActivityAsync(new Activities.ActivityQuery { Limit = 10, Offset = 0, CutoffDays = 1 })).Results.Count;

    /// <summary>Loads come to their last statement and no further until this is disposed of.</summary>
    private async Task<NpgsqlConnection> HoldLoadsAsync(TestWarehouse warehouse)
    {
        var blocker = new NpgsqlConnection(_test.Deployment.Postgres.ConnectionString(warehouse.Name) + ";Pooling=false");
        await blocker.OpenAsync();
        await blocker.ScalarAsync("BEGIN; LOCK TABLE warehouse_internal.loaded_partition IN EXCLUSIVE MODE");
        return blocker;
    }
}
