using System.Net.Http.Json;
using System.Text.Json;
using DuckDB.NET.Data;
using Npgsql;
using Warehouse.Activities;
using Warehouse.Jobs;
using Warehouse.Local;
using Warehouse.Warehouses;

namespace Warehouse.Backfills;

/// <summary>History from the bucket into the warehouse, as a customer and an operator see it.</summary>
public sealed class BackfillTests(ClusterFixture cluster)
{
    private const int EventsPerMonth = 2_000;
    private static readonly DateTimeOffset Now = new(2026, 3, 20, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_project_finds_its_history_in_its_warehouse_once_that_is_ready()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        await DemoData.WriteAsync(
            cluster.Deployment.ObjectStore, organization.Id, organization.ProjectId, EventsPerMonth, Now, CancellationToken.None);
        var warehouse = await ProvisionAsync(organization);
        var report = await UntilLoadedAsync(organization.ProjectId);
        Assert.Equal(4, report.PartitionsDone);
        Assert.Equal((3 * EventsPerMonth) + 500, report.Rows);

        await using var connection = await warehouse.LogInAsync(await warehouse.UntilAsync(WarehouseState.Ready));
        Assert.Equal(3L * EventsPerMonth, await connection.ScalarAsync("SELECT count(*) FROM events_main"));
        Assert.Equal(500L, await connection.ScalarAsync("SELECT count(*) FROM persons_main"));
        await Eventually.TrueAsync(
            async () => 6_000f.Equals(await connection.ScalarAsync("SELECT reltuples FROM pg_class WHERE oid = 'events_main'::regclass")));
        Assert.Equal(
            await ChecksumOfFilesAsync(organization),
            await connection.ScalarAsync(Checksum.Replace("{events}", "events_main", StringComparison.Ordinal)));

        // Nothing of it is billed, and nothing runs any more.
        Assert.Equal(0, (await cluster.Grains.Team(organization.ProjectId).GetUsageAsync()).TotalRows);
        using var running = await organization.SendAsync(HttpMethod.Get, "running_activity");
        Assert.Equal(0, (await running.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results").GetArrayLength());
        using var values = await organization.SendAsync(HttpMethod.Get, "property_values?table_name=events_main&key=properties.%24browser");
        Assert.Equal(
            ["Chrome", "Edge", "Firefox", "Safari"],
            (await values.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results").EnumerateArray().Select(
                value => value.GetProperty("name").GetString()!));
        var jobs = await cluster.Grains.Team(organization.ProjectId).ListJobsAsync(10, null);
        Assert.Equal(4, jobs.Count);
    }

    [Fact]
    public async Task What_comes_later_changes_or_was_broken_is_loaded_by_a_rescan_and_nothing_twice()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var warehouse = await ProvisionAsync(organization);
        var team = cluster.Grains.Team(organization.ProjectId);
        await Eventually.TrueAsync(async () => (await team.GetBackfillAsync()).ListedAt is not null);
        var folder = Path.Combine(
            cluster.Deployment.ObjectStore,
            (await warehouse.Grain.GetReportAsync())!.Bucket,
            "backfill",
            $"{organization.ProjectId}",
            "events",
            "2026-01");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "a.jsonl");

        await WriteAsync(file, Line(1), Line(2));
        await RescanAsync(team, report => report is { PartitionsDone: 1, Rows: 2 });
        await WriteAsync(file, Line(1), Line(2), Line(3));
        await RescanAsync(team, report => report is { PartitionsDone: 1, Rows: 3 });
        await WriteAsync(file, Line(1), "not json");
        await RescanAsync(team, report => report.PartitionsFailed == 1);
        var failed = (await team.GetBackfillAsync()).Partitions.Single();
        Assert.Contains("a.jsonl", failed.Error, StringComparison.Ordinal);
        Assert.Null(failed.NextTryAt);
        Assert.Contains(
            (await team.ListJobsAsync(10, null)), job => job.LatestError?.Contains("a.jsonl", StringComparison.Ordinal) == true);

        await using var connection = await warehouse.LogInAsync(await warehouse.UntilAsync(WarehouseState.Ready));
        Assert.Equal(3L, await connection.ScalarAsync("SELECT count(*) FROM events_main"));
        await WriteAsync(file, Line(7));
        await RescanAsync(team, report => report is { PartitionsDone: 1, Rows: 1 });
        Assert.Equal(1L, await connection.ScalarAsync("SELECT count(*) FROM events_main"));
    }

    [Fact]
    public async Task Cancelled_it_leaves_what_is_loaded_and_loads_nothing_more_until_it_is_told_to()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var warehouse = await ProvisionAsync(organization);
        var team = cluster.Grains.Team(organization.ProjectId);
        var bucket = Path.Combine(
            cluster.Deployment.ObjectStore,
            (await warehouse.Grain.GetReportAsync())!.Bucket,
            "backfill",
            $"{organization.ProjectId}",
            "events");
        await WriteAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(bucket, "2026-01")).FullName, "a.jsonl"), Line(1));
        await RescanAsync(team, report => report is { PartitionsDone: 1, PartitionsTotal: 1 });

        // A load that waits for its partition's lock stands still in the middle.
        await using var blocker = new NpgsqlConnection(cluster.Deployment.Postgres.ConnectionString(warehouse.Name) + ";Pooling=false");
        await blocker.OpenAsync();
        await blocker.ScalarAsync($"SELECT pg_advisory_lock(hashtextextended('backfill/{organization.ProjectId}/events/2026-02', 0))");
        await WriteAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(bucket, "2026-02")).FullName, "a.jsonl"), Line(2), Line(3));
        await RescanAsync(team, report => report.Partitions.Any(partition => partition.State == PartitionState.Running));
        Assert.True(await team.CancelBackfillAsync());
        Assert.Equal(JobStatus.Cancelled, (await team.ListJobsAsync(1, null)).Single().Status);
        Assert.Empty((await team.GetRunningActivityAsync(new ActivityQuery { Limit = 10, Offset = 0, CutoffDays = 1 })).Results);

        await blocker.CloseAsync();
        await Eventually.TrueAsync(
            async () =>
                (await team.GetBackfillAsync()) is { ListedAt: not null, IsCancelled: true, PartitionsTotal: 2, PartitionsDone: 1 });
        // Told of the warehouse once more, as after every repair of it.
        await warehouse.Grain.HealAsync();
        await using var connection = await warehouse.LogInAsync(await warehouse.UntilAsync(WarehouseState.Ready));
        Assert.Equal(1L, await connection.ScalarAsync("SELECT count(*) FROM events_main"));
        Assert.Equal(2, (await team.ListJobsAsync(10, null)).Count);

        await RescanAsync(team, report => report is { IsCancelled: false, PartitionsDone: 2, Rows: 3 });
        Assert.Equal(3L, await connection.ScalarAsync("SELECT count(*) FROM events_main"));
    }

    [Fact]
    public async Task A_further_project_gets_its_tables_and_cannot_have_anothers_name()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var warehouse = await ProvisionAsync(organization);
        var second = await organization.AddProjectAsync();
        Assert.Equal(EnableBackfillOutcome.SuffixTaken, await warehouse.Grain.EnableBackfillAsync(second, "main"));
        Assert.False(await cluster.Grains.Team(second).RescanBackfillAsync());
        Assert.Equal(EnableBackfillOutcome.Enabled, await warehouse.Grain.EnableBackfillAsync(second, "second"));
        Assert.Equal(EnableBackfillOutcome.Unchanged, await warehouse.Grain.EnableBackfillAsync(second, "second"));
        Assert.Equal(EnableBackfillOutcome.SuffixFixed, await warehouse.Grain.EnableBackfillAsync(second, "third"));
        await Eventually.TrueAsync(async () => (await cluster.Grains.Team(second).GetBackfillAsync()).ListedAt is not null);
    }

    [Fact]
    public async Task Another_organizations_warehouse_gets_nothing_of_a_projects_history()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        await ProvisionAsync(organization);
        var team = cluster.Grains.Team(organization.ProjectId);
        await Eventually.TrueAsync(async () => (await team.GetBackfillAsync()).TableSuffix == "main");

        var stranger = new TestWarehouse(cluster.Test);
        await stranger.ProvisionAsync(projectId: organization.ProjectId, suffix: "stolen");
        await stranger.UntilAsync(WarehouseState.Ready);
        await stranger.Grain.DeprovisionAsync();
        await stranger.UntilAsync(WarehouseState.Deleted);
        Assert.Equal("main", (await team.GetBackfillAsync()).TableSuffix);
    }

    [Fact]
    public async Task Deprovisioned_a_project_has_no_backfill_and_provisioned_again_it_loads_again()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        await DemoData.WriteAsync(
            cluster.Deployment.ObjectStore, organization.Id, organization.ProjectId, 100, Now, CancellationToken.None);
        var warehouse = await ProvisionAsync(organization);
        await UntilLoadedAsync(organization.ProjectId);
        await warehouse.Grain.DeprovisionAsync();
        await warehouse.UntilAsync(WarehouseState.Deleted);
        Assert.Null((await cluster.Grains.Team(organization.ProjectId).GetBackfillAsync()).TableSuffix);

        await DemoData.WriteAsync(
            cluster.Deployment.ObjectStore, organization.Id, organization.ProjectId, 100, Now, CancellationToken.None);
        var again = await ProvisionAsync(organization);
        await UntilLoadedAsync(organization.ProjectId);
        await using var connection = await again.LogInAsync(await again.UntilAsync(WarehouseState.Ready));
        Assert.Equal(300L, await connection.ScalarAsync("SELECT count(*) FROM events_main"));
    }

    internal const string Checksum = "SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (SELECT concat_ws(',', uuid::text, event, "
        + "distinct_id, person_id::text) AS line FROM {events}) t";

    internal static async Task<BackfillReport> UntilLoadedAsync(IGrainFactory grains, long projectId)
    {
        BackfillReport? last = null;
        await Eventually.TrueAsync(async () =>
        {
            last = await grains.Team(projectId).GetBackfillAsync();
            return last is { ListedAt: not null, PartitionsTotal: > 0 } && last.PartitionsDone == last.PartitionsTotal;
        });
        return last!;
    }

    private Task<BackfillReport> UntilLoadedAsync(long projectId) => UntilLoadedAsync(cluster.Grains, projectId);

    private Task<TestWarehouse> ProvisionAsync(TestOrganization organization) => TestWarehouse.ReadyAsync(cluster.Test, organization);

    private static async Task RescanAsync(Teams.ITeamGrain team, Func<BackfillReport, bool> done)
    {
        Assert.True(await team.RescanBackfillAsync());
        await Eventually.TrueAsync(async () => done(await team.GetBackfillAsync()));
    }

    private static string Line(int i) => $$$"""{"uuid":"00000000-0000-0000-0000-{{{i:D12}}}","event":"e{{{i}}}","timestamp":"2026-01-0{{{i}}}T00:00:00Z","properties":{"i":{{{i}}}}}""";

    private static async Task WriteAsync(string file, params string[] lines)
    {
        await File.WriteAllLinesAsync(file + ".tmp", lines);
        File.Move(file + ".tmp", file, overwrite: true);
    }

    /// <summary>The same checksum, computed by DuckDB from the files: an independent reader.</summary>
    private async Task<string> ChecksumOfFilesAsync(TestOrganization organization)
    {
        var root = Path.Combine(
            cluster.Deployment.ObjectStore, $"warehouse-{organization.Id:N}", "backfill", $"{organization.ProjectId}", "events");
        await using var database = new DuckDBConnection("DataSource=:memory:");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = Checksum.Replace("{events}", $"""
            (SELECT uuid, event, distinct_id, person_id FROM read_parquet('{root}/*/*.parquet')
             UNION ALL SELECT uuid, event, distinct_id, person_id FROM read_json('{root}/*/*.jsonl'))
            """, StringComparison.Ordinal);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
