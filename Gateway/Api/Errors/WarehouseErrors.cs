namespace Warehouse.Errors;

/// <summary>Refusals of more than one endpoint that is about a warehouse.</summary>
internal static class WarehouseErrors
{
    public static readonly HandlerError NotFound = new(404, "warehouse_not_found", "warehouse not found");
}
