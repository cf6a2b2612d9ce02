namespace Warehouse.Statuses;

/// <summary>A warehouse's state on the wire.</summary>
internal enum LifecycleState
{
    Pending,
    Provisioning,
    Ready,
    Failed,
    Deleting,
    Deleted,
}
