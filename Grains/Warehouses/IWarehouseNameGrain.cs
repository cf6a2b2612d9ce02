namespace Warehouse.Warehouses;

/// <summary>One database name in the whole cluster, and the organization that holds it.</summary>
[Alias("warehouse.IWarehouseNameGrain")]
internal interface IWarehouseNameGrain : IGrainWithStringKey
{
    /// <summary>False when another organization holds the name. Claiming again is no error.</summary>
    [Alias("ClaimAsync")]
    Task<bool> ClaimAsync(Guid organizationId);

    /// <summary>Null when the name is free.</summary>
    [Alias("GetHolderAsync")]
    ValueTask<Guid?> GetHolderAsync();

    /// <summary>Frees the name if this organization holds it.</summary>
    [Alias("ReleaseAsync")]
    Task ReleaseAsync(Guid organizationId);
}
