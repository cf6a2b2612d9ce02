namespace Warehouse.Warehouses;

/// <summary>Where a warehouse is in its life. Pending, provisioning, ready and deleting refuse a new provision.</summary>
[GenerateSerializer, Alias("warehouse.WarehouseState")]
public enum WarehouseState
{
    /// <summary>Accepted; no step has begun.</summary>
    Pending = 0,
    Provisioning = 1,

    /// <summary>A real login over the real path has answered.</summary>
    Ready = 2,

    /// <summary>An attempt failed. It keeps being tried and becomes ready when the cause is gone.</summary>
    Failed = 3,
    Deleting = 4,
    Deleted = 5,
}

/// <summary>Where one of a warehouse's four resources is.</summary>
[GenerateSerializer, Alias("warehouse.ResourceState")]
public enum ResourceState
{
    Pending = 0,
    Provisioning = 1,
    Ready = 2,
    Failed = 3,
}
