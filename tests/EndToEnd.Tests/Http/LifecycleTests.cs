using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Warehouse.Jobs;
using Warehouse.Warehouses;

namespace Warehouse.Http;

/// <summary>A warehouse's life over HTTP, from asking for a name to its end, and the jobs that were run for it.</summary>
public sealed class LifecycleTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_warehouse_lives_and_ends_over_HTTP_and_its_name_is_free_before_and_after()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var stranger = await TestOrganization.CreateAsync(cluster.Test);
        var second = await organization.AddProjectAsync();
        var name = TestWarehouse.NewName();
        Assert.True(await IsAvailableAsync(organization, name));
        Assert.False(await IsAvailableAsync(organization, "postgres"));
        await AssertAsync(organization, HttpMethod.Post, "deprovision", null, HttpStatusCode.NotFound);
        await AssertAsync(organization, HttpMethod.Post, "enable-backfill", new { table_name = "web" }, HttpStatusCode.NotFound);

        await AssertAsync(
            organization, HttpMethod.Post, "provision", new { database_name = name, table_name = "main" }, HttpStatusCode.Accepted);
        var warehouse = new TestWarehouse(cluster.Test, organization.Id);
        await warehouse.UntilAsync(WarehouseState.Ready);
        Assert.False(await IsAvailableAsync(organization, name));
        Assert.False(await IsAvailableAsync(stranger, name));

        var backfill = $"/api/projects/{second}/data_warehouse/enable-backfill";
        await AssertAsync(organization, HttpMethod.Post, backfill, new { table_name = "main" }, HttpStatusCode.Conflict);
        await AssertAsync(organization, HttpMethod.Post, backfill, new { table_name = "web" }, HttpStatusCode.Accepted);
        await AssertAsync(organization, HttpMethod.Post, backfill, new { table_name = "web" }, HttpStatusCode.Accepted);
        await Eventually.TrueAsync(
            async () => (await cluster.Grains.Team(second).GetBackfillAsync()) is { TableSuffix: "web", ListedAt: not null });

        await AssertAsync(organization, HttpMethod.Post, "deprovision", null, HttpStatusCode.Accepted);
        await AssertAsync(organization, HttpMethod.Post, "deprovision", null, HttpStatusCode.Conflict);
        await warehouse.UntilAsync(WarehouseState.Deleted);
        Assert.True(await IsAvailableAsync(stranger, name));
        Assert.Equal(0L, await cluster.Deployment.Postgres.ScalarAsync($"SELECT count(*) FROM pg_database WHERE datname = '{name}'"));
    }

    [Fact]
    public async Task Jobs_that_are_over_are_listed_and_counted()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var team = cluster.Grains.Team(organization.ProjectId);
        Assert.Equal(0, (await GetAsync(organization, "job_stats")).GetProperty("total_jobs").GetInt32());
        var now = DateTimeOffset.UtcNow;
        var jobs = new (JobKind Kind, bool Billable, DateTimeOffset Created, Func<Guid, Task<JobOutcome>>? End)[]
        {
            (JobKind.Import, true, now.AddDays(-2), id => team.CompleteJobAsync(id, 5)),
            (JobKind.Import, true, now, id => team.FailJobAsync(id, 3, "no such table")),
            (JobKind.Import, false, now, id => team.CompleteJobAsync(id, 1)),
            (JobKind.Import, true, now, null),
            (JobKind.Materialization, false, now, id => team.CompleteJobAsync(id, 7)),
            (JobKind.Materialization, false, now.AddDays(-8), id => team.CompleteJobAsync(id, 9)),
            (JobKind.Materialization, false, now, id => team.CancelJobAsync(id)),
        };
        foreach (var (kind, billable, created, end) in jobs)
        {
            var start = new JobStart
            {
                Id = Guid.CreateVersion7(),
                Kind = kind,
                SourceId = kind == JobKind.Import ? Guid.NewGuid() : null,
                SourceType = "Postgres",
                Billable = billable,
                CreatedAt = created,
            };
            Assert.Equal(JobOutcome.Done, await team.StartJobAsync(start));
            if (end is not null)
            {
                Assert.Equal(JobOutcome.Done, await end(start.Id));
            }
        }

        var week = await GetAsync(organization, "job_stats");
        Assert.Equal("""{"total":2,"running":1,"successful":1,"failed":1}""", week.GetProperty("external_data_jobs").GetRawText());
        Assert.Equal("""{"total":2,"running":0,"successful":1,"failed":0}""", week.GetProperty("modeling_jobs").GetRawText());
        var days = week.GetProperty("breakdown").EnumerateObject().ToList();
        Assert.Equal(7, days.Count);
        Assert.Equal(
            (2, 1),
            (days.Sum(day => day.Value.GetProperty("successful").GetInt32()), days.Sum(day => day.Value.GetProperty("failed").GetInt32())));
        Assert.Equal(24, (await GetAsync(organization, "job_stats?days=1")).GetProperty("breakdown").EnumerateObject().Count());
        Assert.Equal(5, (await GetAsync(organization, "job_stats?days=30")).GetProperty("total_jobs").GetInt32());

        var seen = new List<string>();
        for (var page = "?limit=2"; page is not null;)
        {
            var answer = await GetAsync(organization, "completed_activity" + page);
            seen.AddRange(
                answer.GetProperty("results").EnumerateArray().Select(job => $"{job.GetProperty("status")} {job.GetProperty("rows")}"));
            page = answer.GetProperty("next").GetString();
        }

        Assert.Equal(["Cancelled 0", "Completed 1", "Completed 5", "Completed 7", "Completed 9", "Failed 3"], seen.Order());
        Assert.Equal("Completed 9", seen[^1]);
        Assert.Equal(5, (await GetAsync(organization, "completed_activity?cutoff_days=7")).GetProperty("results").GetArrayLength());
    }

    private static async Task<bool> IsAvailableAsync(TestOrganization organization, string name) =>
        (await GetAsync(organization, $"check-database-name?name={name}")).GetProperty("available").GetBoolean();

    private static async Task<JsonElement> GetAsync(TestOrganization organization, string action)
    {
        using var response = await organization.SendAsync(HttpMethod.Get, action);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task AssertAsync(
        TestOrganization organization, HttpMethod method, string path, object? body, HttpStatusCode status)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var response = await organization.SendAsync(method, path, content);
        Assert.True(response.StatusCode == status, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }
}
