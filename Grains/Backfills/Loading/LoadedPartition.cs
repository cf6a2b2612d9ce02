using Warehouse.Tables;

namespace Warehouse.Backfills.Loading;

/// <summary>A partition as the warehouse has it.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.LoadedPartition")]
internal sealed record LoadedPartition
{
    [Id(0)] public required Dataset Dataset { get; init; }
    [Id(1)] public required string Partition { get; init; }

    /// <summary>Of the plan that was loaded.</summary>
    [Id(2)] public required string Fingerprint { get; init; }

    /// <summary>Of the latest plan with this fingerprint.</summary>
    [Id(3)] public required DateTimeOffset PlannedAt { get; init; }
    [Id(4)] public required long Rows { get; init; }

    /// <summary>Columns of the files that the table does not have, sorted.</summary>
    [Id(5)] public required IReadOnlyList<string> UnknownColumns { get; init; }

    /// <summary>True when these are the very files of the load.</summary>
    public bool IsOf(BegunLoad load) => (Dataset, Partition, Fingerprint) == (load.Dataset, load.Partition, load.Fingerprint);
}
