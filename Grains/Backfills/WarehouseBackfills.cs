using Warehouse.Warehouses;
using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Backfills;

/// <summary>Tells the projects' teams what becomes of their organization's warehouse.</summary>
internal sealed class WarehouseBackfills(IGrainFactory grains) : IWarehouseBackfills
{
    public Task BeginAsync(WarehouseSpec spec, IReadOnlyDictionary<long, string> tableSuffixes) => Task.WhenAll(tableSuffixes.Select(entry =>
        TeamOf(entry.Key).BeginBackfillAsync(new BackfillTarget
        {
            OrganizationId = spec.OrganizationId,
            ProjectId = entry.Key,
            Server = spec.Server,
            DatabaseName = spec.DatabaseName,
            ServiceLogin = spec.ServiceLogin,
            RootLogin = spec.RootLogin,
            Bucket = spec.Bucket,
            TableSuffix = entry.Value,
        })));

    public Task StopAsync(Guid organizationId, IEnumerable<long> projectIds) =>
        Task.WhenAll(projectIds.Select(projectId => TeamOf(projectId).StopBackfillAsync(organizationId)));

    private ITeamBackfill TeamOf(long projectId) => grains.GetGrain<ITeamBackfill>(projectId);
}
