using Warehouse.Errors;

namespace Warehouse.Deprovisioning;

/// <summary>How a deprovision refuses.</summary>
internal static class DeprovisionErrors
{
    public static readonly HandlerError AdminRequired =
        new(403, "admin_required", "Only organization admins can deprovision the managed warehouse");

    public static readonly HandlerError NotFound = new(404, "warehouse_not_found", "warehouse not found");

    public static readonly HandlerError AlreadyDeleting = new(409, "warehouse_deleting", "warehouse is being deleted or is deleted already");

    public static readonly HandlerError[] All = [AdminRequired, NotFound, AlreadyDeleting];
}
