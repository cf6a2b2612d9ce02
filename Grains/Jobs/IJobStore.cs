using Warehouse.Usage;

namespace Warehouse.Jobs;

/// <summary>
/// The ledger's tables. Every statement is safe to repeat and guarded so that two activations of one grain, which a split of the cluster
/// may bring about, cannot undo one another's work: rows only grow, and only a running job changes.
/// </summary>
internal interface IJobStore
{
    /// <summary>What was said on the organization's billing period: the last word that has begun and what came after it, in that order. Null is the default.</summary>
    Task<IReadOnlyList<BillingPeriod?>> LoadSaidPeriodsAsync(Guid organizationId, DateTimeOffset now);

    /// <summary>All a <see cref="JobBook"/> is made of, as of one instant.</summary>
    Task<LedgerImage> LoadAsync(long projectId, IReadOnlyList<BillingPeriod> periods);

    /// <summary>Null when the job was added; otherwise the job that stands under this id.</summary>
    Task<JobRow?> InsertAsync(JobRow job);

    Task<IReadOnlyList<JobRow>> FindAsync(IReadOnlyCollection<Guid> ids);

    /// <summary>The project's jobs, newest first.</summary>
    Task<IReadOnlyList<JobRow>> ListAsync(long projectId, int limit, Guid? after);

    /// <summary>Closes a running job and returns its row; null when it is not running, or not there.</summary>
    Task<JobRow?> FinishAsync(long projectId, Guid id, JobStatus status, long rows, string? error, DateTimeOffset at);

    /// <summary>Writes progress and returns what then stands, for the jobs that are still running.</summary>
    Task<IReadOnlyList<JobRow>> WriteProgressAsync(long projectId, IReadOnlyList<ProgressChange> changes);

    /// <summary>Closes those of <paramref name="ids"/> that run and were not reported after <paramref name="lastReport"/>; returns their ids.</summary>
    Task<IReadOnlyList<Guid>> CloseStaleAsync(long projectId, IReadOnlyList<Guid> ids, DateTimeOffset lastReport, string error, DateTimeOffset at);

    /// <summary>False when it was registered just so already.</summary>
    Task<bool> RegisterSourceAsync(long projectId, SourceRegistration source, DateTimeOffset at);

    /// <summary>False when there is no such source, or it was removed before.</summary>
    Task<bool> RemoveSourceAsync(long projectId, Guid id, DateTimeOffset at);

    /// <summary>The project that has the table afterwards, and whether that is new.</summary>
    Task<(long Owner, bool Added)> RegisterTableAsync(Guid organizationId, long projectId, string name, DateTimeOffset at);

    Task<bool> RemoveTableAsync(Guid organizationId, long projectId, string name);

    /// <summary>The rows that stand as acknowledged afterwards, and whether that is new. Without <c>IsCorrection</c> they do not go down.</summary>
    Task<(long Rows, bool Changed)> AcknowledgeAsync(long projectId, RowsAcknowledgement acknowledgement, DateTimeOffset at);
}

/// <summary>Progress to be written.</summary>
internal sealed record ProgressChange(Guid Id, long Rows, DateTimeOffset ReportedAt, string? LatestError);

/// <summary>What finished jobs of one period add up to. <c>SourceId</c> is null for materializations.</summary>
internal sealed record FinishedSum(int Period, JobKind Kind, Guid? SourceId, long Rows);

/// <summary>A source as stored.</summary>
internal sealed record SourceRow(Guid Id, string Type, string? Name, bool IsRemoved);

/// <summary>A project's part of the ledger, as far as memory holds it.</summary>
internal sealed record LedgerImage
{
    public required IReadOnlyList<BillingPeriod> Periods { get; init; }
    public required IReadOnlyList<JobRow> Running { get; init; }
    public required IReadOnlyList<FinishedSum> Finished { get; init; }
    public required IReadOnlyList<SourceRow> Sources { get; init; }
    public required IReadOnlyList<string> Tables { get; init; }

    /// <summary>Acknowledged rows of each of the periods.</summary>
    public required IReadOnlyList<long> Acknowledged { get; init; }
}
