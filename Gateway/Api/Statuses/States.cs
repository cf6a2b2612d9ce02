using Warehouse.Warehouses;

namespace Warehouse.Statuses;

/// <summary>From the cluster's words to the wire's: renaming one must not rename the other.</summary>
internal static class States
{
    public static LifecycleState Of(WarehouseState state) => state switch
    {
        WarehouseState.Pending => LifecycleState.Pending,
        WarehouseState.Provisioning => LifecycleState.Provisioning,
        WarehouseState.Ready => LifecycleState.Ready,
        WarehouseState.Failed => LifecycleState.Failed,
        WarehouseState.Deleting => LifecycleState.Deleting,
        WarehouseState.Deleted => LifecycleState.Deleted,
        _ => throw new InvalidOperationException($"The warehouse is in state {state}, which this gateway does not know."),
    };

    public static SubResourceState Of(ResourceState state) => state switch
    {
        ResourceState.Pending => SubResourceState.Pending,
        ResourceState.Provisioning => SubResourceState.Provisioning,
        ResourceState.Ready => SubResourceState.Ready,
        ResourceState.Failed => SubResourceState.Failed,
        _ => throw new InvalidOperationException($"A resource is in state {state}, which this gateway does not know."),
    };
}
