namespace Warehouse.Jobs;

/// <summary>How far a job is.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.JobProgress")]
public sealed record JobProgress
{
    [Id(0)] public required Guid JobId { get; init; }

    /// <summary>All rows the job has moved since it began, not those since the last report.</summary>
    [Id(1)] public required long Rows { get; init; }

    /// <summary>What went wrong lately, when the job goes on all the same; null leaves what was said before.</summary>
    [Id(2)] public string? LatestError { get; init; }
}
