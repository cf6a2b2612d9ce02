namespace Warehouse.Jobs;

/// <summary>A job as the ledger has it.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.Job")]
public sealed record Job
{
    [Id(0)] public required Guid Id { get; init; }
    [Id(1)] public required JobKind Kind { get; init; }
    [Id(2)] public required JobStatus Status { get; init; }
    [Id(3)] public required long Rows { get; init; }
    [Id(4)] public required bool Billable { get; init; }
    [Id(5)] public Guid? SourceId { get; init; }
    [Id(6)] public string? SourceType { get; init; }
    [Id(7)] public string? Name { get; init; }
    [Id(8)] public string? WorkflowRunId { get; init; }
    [Id(9)] public string? Origin { get; init; }
    [Id(10)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last sign of life. Of a running job, up to half a minute old.</summary>
    [Id(11)] public required DateTimeOffset ReportedAt { get; init; }
    [Id(12)] public DateTimeOffset? FinishedAt { get; init; }
    [Id(13)] public string? LatestError { get; init; }
}
