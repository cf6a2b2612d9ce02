using System.Collections.Concurrent;
using Warehouse.Activities;
using Warehouse.Local;
using Warehouse.Teams;
using Warehouse.Warehouses;

namespace Warehouse.Jobs;

/// <summary>A silo killed by SIGKILL while jobs run.</summary>
public sealed class LedgerCrashTests : IAsyncLifetime
{
    private static readonly ActivityQuery All = new() { Limit = 50, Offset = 0, CutoffDays = 30 };
    private TestDeployment _test = null!;

    public async ValueTask InitializeAsync() => _test = await TestDeployment.PrepareAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Killed_in_the_middle_it_has_every_start_and_end_it_confirmed_and_the_progress_it_had_written()
    {
        var silo = await _test.StartSiloAsync();
        await _test.ConnectAsync();
        var organization = await TestOrganization.CreateAsync(_test);
        var team = _test.Grains.Team(organization.ProjectId);
        var source = Guid.NewGuid();
        var running = Enumerable.Range(0, 10).Select(_ => TestJobs.Import(source)).ToList();
        await Task.WhenAll(running.Select(job => team.StartJobAsync(job)));
        await team.ReportProgressBatchAsync([.. running.Select(job => new JobProgress { JobId = job.Id, Rows = 100 })]);
        await EventuallyAsync("SELECT count(*) = 10 FROM ledger.job WHERE rows = 100");
        await team.ReportProgressBatchAsync([.. running.Select(job => new JobProgress { JobId = job.Id, Rows = 200 })]);

        // Jobs begin and end as fast as they can until the silo is gone; what was confirmed is noted.
        var started = new ConcurrentDictionary<Guid, JobStatus>();
        var reporters = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    var job = TestJobs.Import(source);
                    Assert.Equal(JobOutcome.Done, await team.StartJobAsync(job));
                    started[job.Id] = JobStatus.Running;
                    Assert.Equal(JobOutcome.Done, await team.CompleteJobAsync(job.Id, 1));
                    started[job.Id] = JobStatus.Completed;
                }
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException or Failures.UnavailableException)
            {
                return;
            }
        })).ToList();
        while (started.Count < 50)
        {
            await Task.Yield();
        }

        await silo.KillAsync();
        await Task.WhenAll(reporters);
        await _test.StartSiloAsync();
        await TestWarehouse.RetryAsync(() => team.GetRunningActivityAsync(All).AsTask());

        var stored = (await AllJobsAsync(team)).ToDictionary(job => job.Id);
        foreach (var (id, status) in started)
        {
            // An end whose confirmation died with the silo may be there as well.
            Assert.True(stored[id].Status == status || (status == JobStatus.Running && stored[id].Status == JobStatus.Completed));
        }

        foreach (var job in running)
        {
            Assert.Equal(JobStatus.Running, stored[job.Id].Status);
            Assert.InRange(stored[job.Id].Rows, 100, 200);
            Assert.Equal(JobOutcome.Done, await team.ReportProgressAsync(job.Id, 250));
            Assert.Equal(JobOutcome.Unchanged, await team.StartJobAsync(job));
            Assert.Equal(JobOutcome.Done, await team.CompleteJobAsync(job.Id, 300));
        }

        var ended = (await AllJobsAsync(team)).Where(job => job.Status == JobStatus.Completed).Sum(job => job.Rows);
        Assert.Equal(ended, (await team.GetUsageAsync()).TotalRows);
    }

    [Fact]
    public async Task Jobs_whose_reporters_died_are_closed_as_stale_though_nobody_asks_for_their_project()
    {
        var settings = new Dictionary<string, string> { ["Warehouse__Jobs__StaleAfter"] = "00:00:03" };
        var silo = await _test.StartSiloAsync(settings);
        await _test.ConnectAsync();
        var organization = await TestOrganization.CreateAsync(_test);
        var team = _test.Grains.Team(organization.ProjectId);
        var job = TestJobs.Import(Guid.NewGuid());
        await team.StartJobAsync(job);
        await team.ReportProgressAsync(job.Id, 70);
        await EventuallyAsync("SELECT count(*) = 1 FROM ledger.job WHERE rows = 70");
        await silo.KillAsync();
        await _test.StartSiloAsync(settings);

        await EventuallyAsync("SELECT count(*) = 1 FROM ledger.job WHERE status = 'stale' AND rows = 70 AND finished_at IS NOT NULL");
        Assert.Equal(JobOutcome.AlreadyFinished, await TestWarehouse.RetryAsync(() => team.CompleteJobAsync(job.Id, 80)));
        Assert.Equal(70, (await team.GetUsageAsync()).TotalRows);
        await EventuallyAsync("SELECT count(*) = 0 FROM state.reminder WHERE name = 'jobs'");
    }

    private static async Task<List<Job>> AllJobsAsync(ITeamGrain team)
    {
        var jobs = new List<Job>();
        while (await team.ListJobsAsync(1000, jobs.Count == 0 ? null : jobs[^1].Id) is { Count: > 0 } page)
        {
            jobs.AddRange(page);
        }

        return jobs;
    }

    // A reminder ticks once a minute at most.
    private async Task EventuallyAsync(string sql)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (!(bool)(await _test.Deployment.Postgres.ScalarAsync(sql, LocalDeployment.SystemDatabaseName))!)
        {
            await Task.Delay(50, limit.Token);
        }
    }
}
