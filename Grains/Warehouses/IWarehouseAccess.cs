using Orleans.Concurrency;

namespace Warehouse.Warehouses;

/// <summary>What other grains, and nobody outside the silos, may ask a warehouse.</summary>
[Alias("warehouse.IWarehouseAccess")]
internal interface IWarehouseAccess : IGrainWithGuidKey
{
    /// <summary>How to get into the warehouse with the service login; null when there never was a warehouse.</summary>
    [AlwaysInterleave, Alias("GetAccessAsync")]
    ValueTask<WarehouseAccess?> GetAccessAsync();
}

/// <summary>Where a warehouse is, and which tables belong to which project. No secret in it.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.WarehouseAccess")]
internal sealed record WarehouseAccess
{
    [Id(0)] public required WarehouseState State { get; init; }
    [Id(1)] public required string Server { get; init; }
    [Id(2)] public required string DatabaseName { get; init; }
    [Id(3)] public required string ServiceLogin { get; init; }
    [Id(4)] public required IReadOnlyDictionary<long, string> TableSuffixes { get; init; }
}
