namespace Warehouse.Warehouses.Provisioning;

/// <summary>The four resources of a warehouse, each its own sub-state.</summary>
internal enum Resource
{
    S3,
    MetadataStore,
    Identity,
    Secrets,
}
