using Orleans.Concurrency;

namespace Warehouse.Jobs;

/// <summary>
/// The warehouse's own jobs in a project's ledger, for the grains that run them. Everything is idempotent by id and interleaves, so that a
/// grain may tell its team while the team waits for it.
/// </summary>
[Alias("warehouse.IOwnJobs")]
internal interface IOwnJobs : IGrainWithIntegerKey
{
    [AlwaysInterleave, Alias("StartOwnJobAsync")]
    Task<JobOutcome> StartOwnJobAsync(JobStart start);

    [AlwaysInterleave, Alias("ReportOwnJobAsync")]
    ValueTask<JobOutcome> ReportOwnJobAsync(JobProgress progress);

    [AlwaysInterleave, Alias("FinishOwnJobAsync")]
    Task<JobOutcome> FinishOwnJobAsync(Guid jobId, JobStatus status, long? rows, string? error);

    /// <summary>Closes every running job of our own but those in <paramref name="running"/>: nobody runs them.</summary>
    [AlwaysInterleave, Alias("CloseOrphansAsync")]
    Task CloseOrphansAsync(IReadOnlyList<Guid> running);
}
