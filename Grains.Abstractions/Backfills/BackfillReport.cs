namespace Warehouse.Backfills;

/// <summary>How far the loading of a project's history is.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.BackfillReport")]
public sealed record BackfillReport
{
    [Id(0)] public required long ProjectId { get; init; }

    /// <summary>The suffix of the project's tables; null when its backfill is not enabled, and everything else is then empty.</summary>
    [Id(1)] public string? TableSuffix { get; init; }
    [Id(2)] public required int PartitionsTotal { get; init; }
    [Id(3)] public required int PartitionsDone { get; init; }
    [Id(4)] public required int PartitionsFailed { get; init; }

    /// <summary>Rows in the project's tables out of all partitions, those being loaded included.</summary>
    [Id(5)] public required long Rows { get; init; }

    /// <summary>Rows a second since the present run of loading began; 0 when nothing is being loaded.</summary>
    [Id(6)] public required double RowsPerSecond { get; init; }

    /// <summary>An estimate from the bytes that are left; null when nothing is being loaded or nothing is known yet.</summary>
    [Id(7)] public TimeSpan? TimeLeft { get; init; }

    /// <summary>When the bucket was last listed.</summary>
    [Id(8)] public DateTimeOffset? ListedAt { get; init; }

    /// <summary>Why the bucket could not be listed or the tables not be made, the last time it was tried; null when it went well.</summary>
    [Id(9)] public string? Problem { get; init; }

    /// <summary>Running and failed partitions first, then those to come, then those done; at most 500.</summary>
    [Id(10)] public required IReadOnlyList<PartitionReport> Partitions { get; init; }

    /// <summary>Files under the project's prefix that are no part of a partition, at most 20 of them.</summary>
    [Id(11)] public required IReadOnlyList<string> IgnoredFiles { get; init; }

    /// <summary>An operator cancelled it: nothing is loaded until a rescan or a retry.</summary>
    [Id(12)] public bool IsCancelled { get; init; }
}

/// <summary>One partition of a backfill.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.PartitionReport")]
public sealed record PartitionReport
{
    /// <summary><c>events</c> or <c>persons</c>.</summary>
    [Id(0)] public required string Dataset { get; init; }

    /// <summary><c>YYYY-MM</c>, <c>YYYY-MM-DD</c> or <c>full</c>.</summary>
    [Id(1)] public required string Partition { get; init; }
    [Id(2)] public required PartitionState State { get; init; }
    [Id(3)] public required long Rows { get; init; }
    [Id(4)] public required int Files { get; init; }
    [Id(5)] public required long Bytes { get; init; }

    /// <summary>File, row and reason of the last failure.</summary>
    [Id(6)] public string? Error { get; init; }

    /// <summary>Loads that failed since the files last changed.</summary>
    [Id(7)] public required int Failures { get; init; }

    /// <summary>Null when a failed partition waits for its files to change or for an operator's retry.</summary>
    [Id(8)] public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>Columns in the files that the tables have no place for.</summary>
    [Id(9)] public required IReadOnlyList<string> UnknownColumns { get; init; }

    /// <summary>An estimate from the partitions that are done and the size of this one's files; null while there is nothing to go by.</summary>
    [Id(10)] public long? RowsExpected { get; init; }
}

/// <summary>Where a partition is.</summary>
[GenerateSerializer, Alias("warehouse.PartitionState")]
public enum PartitionState
{
    Pending = 0,
    Running = 1,
    Done = 2,
    Failed = 3,
}

/// <summary>What became of enabling a project's backfill.</summary>
[GenerateSerializer, Alias("warehouse.EnableBackfillOutcome")]
public enum EnableBackfillOutcome
{
    Enabled = 0,

    /// <summary>It is enabled already, under this very suffix.</summary>
    Unchanged = 1,

    /// <summary>The organization has no warehouse, or it is being deleted.</summary>
    NoWarehouse = 2,

    /// <summary>Another project of the organization has this table suffix.</summary>
    SuffixTaken = 3,

    /// <summary>This project already has another table suffix.</summary>
    SuffixFixed = 4,
}
