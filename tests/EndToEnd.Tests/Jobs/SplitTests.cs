using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Warehouse.Activities;
using Warehouse.Local;
using Warehouse.Teams;
using Warehouse.Telemetry;
using Warehouse.Usage;

namespace Warehouse.Jobs;

/// <summary>
/// Two ledgers of one project on one table, as a split of the cluster may bring about. Their statements must not undo one another's work.
/// </summary>
public sealed class SplitTests(ClusterFixture cluster)
{
    private static readonly Guid Source = Guid.NewGuid();

    [Fact]
    public async Task Two_activations_of_one_project_lose_nothing_and_agree_in_the_end()
    {
        await using var database = NpgsqlDataSource.Create(
            cluster.Deployment.Postgres.ConnectionString(LocalDeployment.SystemDatabaseName));
        var project = (await cluster.Grains.Team((await TestOrganization.CreateAsync(cluster.Test)).ProjectId).GetRegistrationAsync())!;
        using var one = Open(database, project);
        using var other = Open(database, project);
        await one.UsageAsync();
        await other.UsageAsync();
        var jobs = Enumerable.Range(0, 40).Select(_ => TestJobs.Import(Source)).ToList();

        // Both are told all of it, in one order here and in another there.
        await Task.WhenAll(ReportAsync(one, jobs, 0), ReportAsync(other, Enumerable.Reverse(jobs), 1));
        await Task.WhenAll(one.FlushAsync(CancellationToken.None), other.FlushAsync(CancellationToken.None));
        Assert.Equal(40 * 101L, await SumAsync(project));

        // Each finds out what the other has written with its own next write.
        foreach (var ledger in new[] { one, other })
        {
            await ledger.ReportAsync([.. jobs.Select(job => new JobProgress { JobId = job.Id, Rows = 102 })], JobOwner.Service);
            await ledger.TickAsync(CancellationToken.None);
            await ledger.TickAsync(CancellationToken.None);
        }

        var rows = await SumAsync(project);
        Assert.Equal((20 * 101L) + (20 * 102L), rows);
        using var rebuilt = Open(database, project);
        foreach (var ledger in new[] { one, other, rebuilt })
        {
            Assert.Equal(rows, (await ledger.UsageAsync()).TotalRows);
            Assert.Equal(20, (await ledger.PageAsync(new ActivityQuery { Limit = 50, Offset = 0, CutoffDays = 1 })).Results.Count);
        }
    }

    private async Task<object?> SumAsync(TeamRegistration project) => await cluster.Deployment.Postgres.ScalarAsync(
        $"SELECT sum(rows)::bigint FROM ledger.job WHERE project_id = {project.ProjectId}", LocalDeployment.SystemDatabaseName);

    // A ledger is one grain's and has one thread at a time, so what it is told comes one after the other.
    private static async Task ReportAsync(JobLedger ledger, IEnumerable<JobStart> jobs, int more)
    {
        foreach (var job in jobs)
        {
            Assert.Contains(
                await ledger.StartAsync(job, JobOwner.Service),
                (JobOutcome[])[JobOutcome.Done, JobOutcome.Unchanged, JobOutcome.AlreadyFinished]);
            Assert.Contains(
                await ledger.ReportAsync(new JobProgress { JobId = job.Id, Rows = 100 + more }, JobOwner.Service),
                (JobOutcome[])[JobOutcome.Done, JobOutcome.Unchanged, JobOutcome.NotMonotonic, JobOutcome.AlreadyFinished]);
        }

        // Half of them end, with what the one that knows more has counted.
        foreach (var job in jobs.OrderBy(job => job.Id).Take(20))
        {
            Assert.Contains(
                await ledger.FinishAsync(job.Id, JobStatus.Completed, 101, null, JobOwner.Service),
                (JobOutcome[])[JobOutcome.Done, JobOutcome.Unchanged]);
        }
    }

    private static JobLedger Open(NpgsqlDataSource database, TeamRegistration project) =>
        new(
            project,
            new JobStore(database),
            new CalendarMonths(true),
            new JobOptions(),
            new JobMetrics(new TestMeters()),
            TimeProvider.System,
            NullLogger.Instance,
            _ => { });
}
