using Orleans;
using Warehouse.Activities;
using Warehouse.Backfills;
using Warehouse.Jobs;
using Warehouse.Teams;
using Warehouse.Usage;

namespace YesterdaysSilo;

/// <summary>As much of a project as a reporter of jobs needs.</summary>
internal sealed class YesterdaysTeamGrain : Grain, ITeamGrain
{
    private readonly Dictionary<Guid, Activity> _jobs = [];

    public ValueTask<TeamRegistration?> GetRegistrationAsync() => new(new TeamRegistration
    {
        ProjectId = this.GetPrimaryKeyLong(), OrganizationId = Guid.Empty, Name = "yesterday", CreatedAt = DateTimeOffset.UnixEpoch,
    });

    public Task<JobOutcome> StartJobAsync(JobStart start) => Task.FromResult(_jobs.TryAdd(start.Id, new Activity
    {
        Id = start.Id, Type = start.SourceType, Name = start.Name, Status = "Running", Rows = 0,
        CreatedAt = start.CreatedAt ?? DateTimeOffset.UtcNow,
    }) ? JobOutcome.Done : JobOutcome.Unchanged);

    public ValueTask<JobOutcome> ReportProgressAsync(Guid jobId, long rows) => new(Change(jobId, job => job with { Rows = rows }));

    public ValueTask<IReadOnlyList<JobOutcome>> ReportProgressBatchAsync(IReadOnlyList<JobProgress> reports) =>
        new([.. reports.Select(report => Change(report.JobId, job => job with { Rows = report.Rows, LatestError = report.LatestError }))]);

    public Task<JobOutcome> CompleteJobAsync(Guid jobId, long rows) =>
        Task.FromResult(Change(jobId, job => job with { Rows = rows, Status = "Completed" }));

    public Task<JobOutcome> FailJobAsync(Guid jobId, long? rows, string error) =>
        Task.FromResult(Change(jobId, job => job with { Rows = rows ?? job.Rows, Status = "Failed", LatestError = error }));

    public Task<JobOutcome> CancelJobAsync(Guid jobId) => Task.FromResult(Change(jobId, job => job with { Status = "Cancelled" }));

    public ValueTask<ActivityPage> GetRunningActivityAsync(ActivityQuery query) =>
        new(new ActivityPage { Results = [.. _jobs.Values], HasMore = false });

    public ValueTask<UsageReport> GetUsageAsync() => throw new NotSupportedException();

    public Task<IReadOnlyList<Job>> ListJobsAsync(int limit, Guid? after) => throw new NotSupportedException();

    public Task<LedgerOutcome> RegisterSourceAsync(SourceRegistration source) => throw new NotSupportedException();

    public Task<LedgerOutcome> RemoveSourceAsync(Guid sourceId) => throw new NotSupportedException();

    public Task<LedgerOutcome> RegisterTableAsync(string name) => throw new NotSupportedException();

    public Task<LedgerOutcome> RemoveTableAsync(string name) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<string>> GetTablesAsync() => throw new NotSupportedException();

    public Task<LedgerOutcome> AcknowledgeRowsAsync(RowsAcknowledgement acknowledgement) => throw new NotSupportedException();

    public ValueTask<BackfillReport> GetBackfillAsync() => throw new NotSupportedException();

    public Task<bool> RescanBackfillAsync() => throw new NotSupportedException();

    public Task<bool> RetryBackfillAsync() => throw new NotSupportedException();

    public Task<bool> CancelBackfillAsync() => throw new NotSupportedException();

    private JobOutcome Change(Guid jobId, Func<Activity, Activity> change)
    {
        if (!_jobs.TryGetValue(jobId, out var job))
        {
            return JobOutcome.UnknownJob;
        }

        var changed = change(job);
        if (job.Status != "Running")
        {
            return job == changed ? JobOutcome.Unchanged : JobOutcome.AlreadyFinished;
        }

        _jobs[jobId] = changed;
        return JobOutcome.Done;
    }
}
