using Orleans.Concurrency;

namespace Warehouse.Backfills;

/// <summary>
/// Loads one partition. A grain of its own so that partitions spread over silos; the work runs outside the calls, which only start it and
/// ask how far it is.
/// </summary>
[Alias("warehouse.IBackfillPartitionGrain")]
internal interface IBackfillPartitionGrain : IGrainWithStringKey
{
    /// <summary>Starts the load unless this very load is under way or done.</summary>
    [Alias("StartAsync")]
    Task StartAsync(Guid loadId, BackfillTarget target, PartitionPlan plan);

    [AlwaysInterleave, Alias("GetProgressAsync")]
    ValueTask<PartitionProgress> GetProgressAsync(Guid loadId);

    /// <summary>Ends the load, whose transaction is rolled back.</summary>
    [Alias("CancelAsync")]
    Task CancelAsync(Guid loadId);
}

/// <summary>Where a load is.</summary>
[GenerateSerializer, Alias("warehouse.LoadState")]
internal enum LoadState
{
    /// <summary>Not known here: the silo it ran on is gone. Starting it again is safe.</summary>
    Unknown = 0,
    Running = 1,
    Done = 2,
    Failed = 3,
}

/// <summary>How far a load is.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.PartitionProgress")]
internal sealed record PartitionProgress
{
    [Id(0)] public required LoadState State { get; init; }
    [Id(1)] public long Rows { get; init; }
    [Id(2)] public string? Error { get; init; }

    /// <summary>True when trying again may help; false when the files themselves are at fault.</summary>
    [Id(3)] public bool IsTransient { get; init; }
    [Id(4)] public IReadOnlyList<string> UnknownColumns { get; init; } = [];
}
