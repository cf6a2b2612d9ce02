namespace Warehouse.Warehouses;

internal static class GrainFactoryExtensions
{
    public static IWarehouseNameGrain WarehouseName(this IGrainFactory grains, string databaseName) =>
        grains.GetGrain<IWarehouseNameGrain>("name:" + databaseName);

    public static IWarehouseAccess WarehouseAccess(this IGrainFactory grains, Guid organizationId) =>
        grains.GetGrain<IWarehouseAccess>(organizationId);
}
