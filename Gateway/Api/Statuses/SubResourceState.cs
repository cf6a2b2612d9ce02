namespace Warehouse.Statuses;

/// <summary>The state of one of a warehouse's four resources on the wire.</summary>
internal enum SubResourceState
{
    Pending,
    Provisioning,
    Ready,
    Failed,
}
