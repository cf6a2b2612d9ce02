using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Warehouses;

/// <summary>What a warehouse tells the backfills of its projects. They know warehouses; warehouses do not know them.</summary>
internal interface IWarehouseBackfills
{
    /// <summary>The warehouse is ready: load what the bucket has. Telling it again is no error.</summary>
    /// <param name="tableSuffixes">By project.</param>
    Task BeginAsync(WarehouseSpec spec, IReadOnlyDictionary<long, string> tableSuffixes);

    /// <summary>The warehouse is going away: load no more into it.</summary>
    Task StopAsync(Guid organizationId, IEnumerable<long> projectIds);
}
