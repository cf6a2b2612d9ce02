using System.Text.Json;
using Warehouse.Teams;
using Warehouse.Usage;

namespace Warehouse.Jobs;

public sealed class JobCallsTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Reported_jobs_show_in_running_activity_and_in_total_rows_stats()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var team = cluster.Grains.Team(organization.ProjectId);
        var (stripe, postgres) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.Equal(
            LedgerOutcome.Done, await team.RegisterSourceAsync(new SourceRegistration { Id = stripe, Type = "Stripe", Name = "payments" }));
        Assert.Equal(LedgerOutcome.Done, await team.RegisterSourceAsync(new SourceRegistration { Id = postgres, Type = "Postgres" }));
        var now = DateTimeOffset.UtcNow;
        var import = TestJobs.Import(stripe) with { Name = "charges", WorkflowRunId = "run-7", Origin = "schedule", CreatedAt = now };
        var view = new JobStart
        {
            Id = Guid.NewGuid(),
            Kind = JobKind.Materialization,
            Name = "revenue",
            CreatedAt = now - TimeSpan.FromSeconds(1),
        };
        Assert.Equal(JobOutcome.Done, await team.StartJobAsync(import));
        Assert.Equal(JobOutcome.Done, await team.StartJobAsync(view));
        Assert.Equal(JobOutcome.Done, await team.ReportProgressAsync(import.Id, 120));
        Assert.Equal([JobOutcome.Done, JobOutcome.UnknownJob, JobOutcome.NotMonotonic], await team.ReportProgressBatchAsync([
            new JobProgress { JobId = view.Id, Rows = 30, LatestError = "slow" },
            new JobProgress { JobId = Guid.NewGuid(), Rows = 1 },
            new JobProgress { JobId = import.Id, Rows = 119 }]));

        var page = await ReadAsync(organization, "running_activity");
        Assert.Equal(2, page.GetProperty("results").GetArrayLength());
        var (first, second) = (page.GetProperty("results")[0], page.GetProperty("results")[1]);
        Assert.Equal(
            (import.Id, "Stripe", "charges", "Running", 120, "run-7", "schedule"),
            (first.GetProperty("id").GetGuid(), Text(first, "type"), Text(first, "name"), Text(first, "status"),
                first.GetProperty("rows").GetInt64(),
                Text(first, "workflow_run_id"), Text(first, "origin")));
        Assert.Equal(("Materialized view", "revenue", "slow"), (Text(second, "type"), Text(second, "name"), Text(second, "latest_error")));
        Assert.Equal(JsonValueKind.Null, first.GetProperty("finished_at").ValueKind);

        Assert.Equal(JobOutcome.Done, await team.CompleteJobAsync(import.Id, 150));
        Assert.Equal(JobOutcome.Done, await team.FailJobAsync(view.Id, null, "disk full"));
        var period = (await team.GetUsageAsync()).Period!;
        Assert.Equal(LedgerOutcome.Done, await team.AcknowledgeRowsAsync(
            new RowsAcknowledgement { PeriodStart = period.Start, PeriodEnd = period.End, Rows = 40 }));

        Assert.Equal(0, (await ReadAsync(organization, "running_activity")).GetProperty("results").GetArrayLength());
        var stats = await ReadAsync(organization, "total_rows_stats");
        Assert.Equal(
            (150, 40, 110, 30),
            (stats.GetProperty("total_rows").GetInt64(), stats.GetProperty("tracked_billing_rows").GetInt64(),
                stats.GetProperty("pending_billing_rows").GetInt64(), stats.GetProperty("materialized_rows_in_billing_period").GetInt64()));
        var breakdown = stats.GetProperty("breakdown_of_rows_by_source");
        Assert.Equal((150, 0), (breakdown.GetProperty($"{stripe}").GetInt64(), breakdown.GetProperty($"{postgres}").GetInt64()));
    }

    [Fact]
    public async Task Every_call_says_what_became_of_it()
    {
        var team = cluster.Grains.Team((await TestOrganization.CreateAsync(cluster.Test)).ProjectId);
        var other = cluster.Grains.Team((await TestOrganization.CreateAsync(cluster.Test)).ProjectId);
        var nobody = cluster.Grains.Team(Random.Shared.NextInt64(1L << 40, long.MaxValue));
        var job = TestJobs.Import(Guid.NewGuid());

        Assert.Equal(JobOutcome.UnknownProject, await nobody.StartJobAsync(job));
        Assert.Equal(JobOutcome.UnknownProject, await nobody.ReportProgressAsync(job.Id, 1));
        Assert.Equal(JobOutcome.UnknownJob, await team.CompleteJobAsync(job.Id, 1));
        Assert.Equal(JobOutcome.ReservedKind, await team.StartJobAsync(job with { Kind = JobKind.Backfill }));
        Assert.Equal(JobOutcome.Invalid, await team.StartJobAsync(job with { SourceId = null }));
        Assert.Equal(JobOutcome.Invalid, await team.StartJobAsync(job with { CreatedAt = DateTimeOffset.UtcNow.AddDays(3) }));

        Assert.Equal(JobOutcome.Done, await team.StartJobAsync(job));
        Assert.Equal(JobOutcome.Unchanged, await team.StartJobAsync(job));
        Assert.Equal(JobOutcome.Conflict, await team.StartJobAsync(job with { Billable = false }));
        Assert.Equal(JobOutcome.ForeignProject, await other.StartJobAsync(job));
        Assert.Equal(JobOutcome.ForeignProject, await other.ReportProgressAsync(job.Id, 5));
        Assert.Equal(JobOutcome.ForeignProject, await other.CancelJobAsync(job.Id));

        Assert.Equal(JobOutcome.Done, await team.ReportProgressAsync(job.Id, 5));
        Assert.Equal(JobOutcome.Unchanged, await team.ReportProgressAsync(job.Id, 5));
        Assert.Equal(JobOutcome.NotMonotonic, await team.ReportProgressAsync(job.Id, 4));
        Assert.Equal(JobOutcome.Invalid, await team.ReportProgressAsync(job.Id, -1));
        Assert.Equal(JobOutcome.Invalid, await team.CompleteJobAsync(job.Id, JobLimits.MaxRows + 1));

        Assert.Equal(JobOutcome.Done, await team.FailJobAsync(job.Id, 3, "lost \0 the connection \ud800"));
        Assert.Equal(JobOutcome.Unchanged, await team.FailJobAsync(job.Id, 3, "lost the connection"));
        Assert.Equal(JobOutcome.AlreadyFinished, await team.FailJobAsync(job.Id, 6, "lost the connection"));
        Assert.Equal(JobOutcome.AlreadyFinished, await team.CompleteJobAsync(job.Id, 5));
        Assert.Equal(JobOutcome.AlreadyFinished, await team.ReportProgressAsync(job.Id, 9));
        Assert.Equal(JobOutcome.AlreadyFinished, await team.StartJobAsync(job));

        var stored = Assert.Single(await team.ListJobsAsync(10, null));
        Assert.Equal((JobStatus.Failed, 5, "lost  the connection \ufffd"), (stored.Status, stored.Rows, stored.LatestError));
    }

    [Fact]
    public async Task A_billing_period_that_is_set_holds_for_all_projects_and_an_earlier_one_is_counted_again()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var projects = new[] { organization.ProjectId, await organization.AddProjectAsync() };
        var source = Guid.NewGuid();
        var now = DateTimeOffset.UtcNow;
        var lastYear = new DateTimeOffset(now.Year - 1, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var past = new BillingPeriod { Interval = "year", Start = lastYear, End = lastYear.AddYears(1) };
        foreach (var project in projects)
        {
            var team = cluster.Grains.Team(project);
            foreach (var (at, rows) in new[]
            {
                (past.Start.AddTicks(-10), 1), (past.Start, 2), (past.End.AddTicks(-10), 4), (past.End, 8), (now, 16),
            })
            {
                var job = TestJobs.Import(source) with { CreatedAt = at };
                await team.StartJobAsync(job);
                await team.CompleteJobAsync(job.Id, rows);
            }

            Assert.Equal("month", (await team.GetUsageAsync()).Period!.Interval);
        }

        Assert.Equal(LedgerOutcome.Done, await cluster.Grains.Organization(organization.Id).SetBillingPeriodAsync(past));
        Assert.Equal(LedgerOutcome.Unchanged, await cluster.Grains.Organization(organization.Id).SetBillingPeriodAsync(past));
        foreach (var project in projects)
        {
            var usage = await cluster.Grains.Team(project).GetUsageAsync();
            Assert.Equal((past, 6, 6), (usage.Period, usage.TotalRows, usage.RowsBySource[source]));
        }

        Assert.Equal(LedgerOutcome.Done, await cluster.Grains.Organization(organization.Id).SetBillingPeriodAsync(null));
        Assert.Equal("month", (await cluster.Grains.Team(projects[0]).GetUsageAsync()).Period!.Interval);
        Assert.Equal(
            LedgerOutcome.Invalid,
            await cluster.Grains.Organization(organization.Id).SetBillingPeriodAsync(past with { End = past.Start }));
        Assert.Equal(LedgerOutcome.UnknownOwner, await cluster.Grains.Organization(Guid.NewGuid()).SetBillingPeriodAsync(past));
    }

    [Fact]
    public async Task A_table_has_one_project_in_its_organization()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var first = cluster.Grains.Team(organization.ProjectId);
        var second = cluster.Grains.Team(await organization.AddProjectAsync());
        var stranger = cluster.Grains.Team((await TestOrganization.CreateAsync(cluster.Test)).ProjectId);
        Assert.Equal(LedgerOutcome.Done, await first.RegisterTableAsync("orders"));
        Assert.Equal(LedgerOutcome.Unchanged, await first.RegisterTableAsync("orders"));
        Assert.Equal(LedgerOutcome.Conflict, await second.RegisterTableAsync("orders"));
        Assert.Equal(LedgerOutcome.Unknown, await second.RemoveTableAsync("orders"));
        Assert.Equal(LedgerOutcome.Done, await stranger.RegisterTableAsync("orders"));
        Assert.Equal(LedgerOutcome.Invalid, await first.RegisterTableAsync("a\0b"));
        Assert.Equal(["orders"], await first.GetTablesAsync());
        Assert.Equal(LedgerOutcome.Done, await first.RemoveTableAsync("orders"));
        Assert.Equal(LedgerOutcome.Done, await second.RegisterTableAsync("orders"));
        Assert.Empty(await first.GetTablesAsync());
    }

    private static async Task<JsonElement> ReadAsync(TestOrganization organization, string path)
    {
        using var response = await organization.SendAsync(HttpMethod.Get, path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
