namespace Warehouse.Jobs;

/// <summary>A project's jobs of the last days, counted.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.JobStats")]
public sealed record JobStats
{
    [Id(0)] public required int Days { get; init; }

    [Id(1)] public required DateTimeOffset Since { get; init; }

    /// <summary>Billable imports that ended since then; running are those created since.</summary>
    [Id(2)] public required JobCounts Imports { get; init; }

    /// <summary>Materializations created since then.</summary>
    [Id(3)] public required JobCounts Materializations { get; init; }

    /// <summary>Both by the hour (of one day) or the day they were created in, in UTC, latest first, those without a job too.</summary>
    [Id(4)] public required IReadOnlyList<JobBucket> Breakdown { get; init; }
}

/// <summary>Jobs of one sort, counted. A stale job counts as failed; a cancelled one in <see cref="Total"/> only.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.JobCounts")]
public sealed record JobCounts
{
    [Id(0)] public required long Total { get; init; }
    [Id(1)] public required long Running { get; init; }
    [Id(2)] public required long Completed { get; init; }
    [Id(3)] public required long Failed { get; init; }
}

/// <summary>Jobs of one hour or day.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.JobBucket")]
public sealed record JobBucket
{
    [Id(0)] public required DateTimeOffset Start { get; init; }
    [Id(1)] public required long Completed { get; init; }
    [Id(2)] public required long Failed { get; init; }
}
