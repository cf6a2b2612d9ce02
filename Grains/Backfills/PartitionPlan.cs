using Warehouse.Tables;

namespace Warehouse.Backfills;

/// <summary>One partition of a project's history, as the bucket has it.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.PartitionPlan")]
internal sealed record PartitionPlan
{
    [Id(0)] public required Dataset Dataset { get; init; }

    /// <summary><c>YYYY-MM</c>, <c>YYYY-MM-DD</c> or <c>full</c>.</summary>
    [Id(1)] public required string Partition { get; init; }

    /// <summary>In the order of their keys.</summary>
    [Id(2)] public required IReadOnlyList<PartitionFile> Files { get; init; }

    /// <summary>When the bucket was listed: of two loads of one partition the later listing wins.</summary>
    [Id(3)] public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>Changes when a file comes, goes or changes.</summary>
    [Id(4)] public required string Fingerprint { get; init; }

    /// <summary>
    /// The load must be wanted under this id when it commits. Null from a silo of a version that calls loads off without asking the warehouse.
    /// </summary>
    [Id(5)] public Guid? LoadId { get; init; }
}

/// <summary>One file of a partition.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.PartitionFile")]
internal sealed record PartitionFile
{
    [Id(0)] public required string Key { get; init; }
    [Id(1)] public required string ETag { get; init; }

    /// <summary>Bytes.</summary>
    [Id(2)] public required long Size { get; init; }
}
