using Orleans.Concurrency;
using Warehouse.Activities;
using Warehouse.Backfills;
using Warehouse.Jobs;
using Warehouse.Usage;

namespace Warehouse.Teams;

/// <summary>
/// One project (team): the organization it belongs to, its jobs and its usage. What services report is in docs/jobs-and-usage.md. A call
/// that ends in an exception may or may not have been done; every call is safe to repeat.
/// </summary>
[Alias("warehouse.ITeamGrain")]
public interface ITeamGrain : IGrainWithIntegerKey
{
    /// <summary>Null when no such project is registered.</summary>
    [AlwaysInterleave, Alias("GetRegistrationAsync")]
    ValueTask<TeamRegistration?> GetRegistrationAsync();

    /// <summary>The project's running jobs, newest first, ties broken by id.</summary>
    [AlwaysInterleave, Alias("GetRunningActivityAsync")]
    ValueTask<ActivityPage> GetRunningActivityAsync(ActivityQuery query);

    /// <summary>The project's jobs that are over, newest first, ties broken by id.</summary>
    [AlwaysInterleave, Alias("GetCompletedActivityAsync")]
    Task<ActivityPage> GetCompletedActivityAsync(ActivityQuery query);

    /// <summary>How many of the project's jobs succeeded and failed in the last 1, 7 or 30 days.</summary>
    [AlwaysInterleave, Alias("GetJobStatsAsync")]
    Task<JobStats> GetJobStatsAsync(int days);

    /// <summary>Rows processed in the current billing period.</summary>
    [AlwaysInterleave, Alias("GetUsageAsync")]
    ValueTask<UsageReport> GetUsageAsync();

    /// <summary>The project's jobs whatever their status, newest first; at most <paramref name="limit"/>, starting after the job <paramref name="after"/>.</summary>
    [AlwaysInterleave, Alias("ListJobsAsync")]
    Task<IReadOnlyList<Job>> ListJobsAsync(int limit, Guid? after);

    /// <summary>A job begins. It is durable when the call returns <see cref="JobOutcome.Done"/>.</summary>
    [AlwaysInterleave, Alias("StartJobAsync")]
    Task<JobOutcome> StartJobAsync(JobStart start);

    /// <summary>
    /// A running job has moved <paramref name="rows"/> rows in all. Cheap: it is kept in memory and written a few seconds later, together
    /// with what else came in, so a crash may lose it; the next report makes up for that. It is also the reporter's sign of life.
    /// </summary>
    [AlwaysInterleave, Alias("ReportProgressAsync")]
    ValueTask<JobOutcome> ReportProgressAsync(Guid jobId, long rows);

    /// <summary><see cref="ReportProgressAsync"/> for up to <see cref="JobLimits.MaxBatch"/> jobs; the outcomes come in the order of the reports.</summary>
    [AlwaysInterleave, Alias("ReportProgressBatchAsync")]
    ValueTask<IReadOnlyList<JobOutcome>> ReportProgressBatchAsync(IReadOnlyList<JobProgress> reports);

    /// <summary>A running job has ended well, with <paramref name="rows"/> rows in all; if more were reported before, those stay. Durable.</summary>
    [AlwaysInterleave, Alias("CompleteJobAsync")]
    Task<JobOutcome> CompleteJobAsync(Guid jobId, long rows);

    /// <summary>A running job has failed. Without <paramref name="rows"/>, what was reported stays. Durable.</summary>
    [AlwaysInterleave, Alias("FailJobAsync")]
    Task<JobOutcome> FailJobAsync(Guid jobId, long? rows, string error);

    /// <summary>A running job was called off; what was reported stays. Durable.</summary>
    [AlwaysInterleave, Alias("CancelJobAsync")]
    Task<JobOutcome> CancelJobAsync(Guid jobId);

    /// <summary>A source is there, or its type or name has changed, or it is there again after it was removed.</summary>
    [AlwaysInterleave, Alias("RegisterSourceAsync")]
    Task<LedgerOutcome> RegisterSourceAsync(SourceRegistration source);

    /// <summary>A source is gone. What it moved stays counted.</summary>
    [AlwaysInterleave, Alias("RemoveSourceAsync")]
    Task<LedgerOutcome> RemoveSourceAsync(Guid sourceId);

    /// <summary>A table of the warehouse is this project's: its jobs load it, and no other project of the organization sees it.</summary>
    [AlwaysInterleave, Alias("RegisterTableAsync")]
    Task<LedgerOutcome> RegisterTableAsync(string name);

    /// <summary>A table is no longer this project's.</summary>
    [AlwaysInterleave, Alias("RemoveTableAsync")]
    Task<LedgerOutcome> RemoveTableAsync(string name);

    /// <summary>The tables registered with this project, by name.</summary>
    [AlwaysInterleave, Alias("GetTablesAsync")]
    ValueTask<IReadOnlyList<string>> GetTablesAsync();

    /// <summary>The billing service has taken over so many rows of this project and a period.</summary>
    [AlwaysInterleave, Alias("AcknowledgeRowsAsync")]
    Task<LedgerOutcome> AcknowledgeRowsAsync(RowsAcknowledgement acknowledgement);

    /// <summary>How far the project's backfill is. Answered from memory.</summary>
    [AlwaysInterleave, Alias("GetBackfillAsync")]
    ValueTask<BackfillReport> GetBackfillAsync();

    /// <summary>Lists the bucket now and loads what is new or changed. False when the project's backfill is not enabled.</summary>
    [Alias("RescanBackfillAsync")]
    Task<bool> RescanBackfillAsync();

    /// <summary>Tries every failed partition again, now. False when the project's backfill is not enabled.</summary>
    [Alias("RetryBackfillAsync")]
    Task<bool> RetryBackfillAsync();

    /// <summary>
    /// Stops the backfill: loads under way are rolled back, what is loaded stays, and nothing more is loaded until
    /// <see cref="RescanBackfillAsync"/> or <see cref="RetryBackfillAsync"/>. False when the project has no backfill.
    /// </summary>
    [Alias("CancelBackfillAsync")]
    Task<bool> CancelBackfillAsync();
}
