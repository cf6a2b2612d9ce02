namespace Warehouse.Jobs;

/// <summary>A row of <c>ledger.job</c>.</summary>
internal sealed record JobRow
{
    public required Guid Id { get; init; }
    public required long ProjectId { get; init; }
    public required JobKind Kind { get; init; }
    public Guid? SourceId { get; init; }
    public string? SourceType { get; init; }
    public string? Name { get; init; }
    public required bool Billable { get; init; }
    public string? WorkflowRunId { get; init; }
    public string? Origin { get; init; }
    public required JobStatus Status { get; init; }
    public required long Rows { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ReportedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public string? LatestError { get; init; }

    public JobOwner Owner => Kind == JobKind.Backfill ? JobOwner.Warehouse : JobOwner.Service;

    /// <summary>Counted for billing: the rows of a billable import.</summary>
    public bool Counts => Kind == JobKind.Import && Billable;

    /// <summary>True when <paramref name="start"/> says the same of the job; what it leaves out, it does not deny.</summary>
    public bool IsStartedBy(JobRow start, bool withCreatedAt) =>
        Kind == start.Kind && SourceId == start.SourceId && Billable == start.Billable && Name == start.Name
        && WorkflowRunId == start.WorkflowRunId && Origin == start.Origin
        && (start.SourceType is null || SourceType == start.SourceType)
        && (!withCreatedAt || CreatedAt == start.CreatedAt);
}
