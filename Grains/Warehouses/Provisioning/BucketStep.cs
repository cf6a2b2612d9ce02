using Warehouse.ObjectStore;

namespace Warehouse.Warehouses.Provisioning;

/// <summary>The organization's bucket, where its history waits to be loaded.</summary>
internal sealed class BucketStep(IObjectStore store) : IProvisioningStep
{
    public Resource Resource => Resource.S3;

    public Task EnsureAsync(WarehouseSpec spec, CancellationToken cancellationToken) =>
        store.EnsureBucketAsync(spec.OrganizationId, spec.Bucket, cancellationToken);
}
