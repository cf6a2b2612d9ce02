using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Warehouse.Access;
using Warehouse.Audit;
using Warehouse.Organizations;
using Warehouse.PropertyValues;
using Warehouse.Teams;
using Warehouse.Warehouses;

namespace Warehouse;

/// <summary>
/// Grains by what they stand for. String keys carry a prefix that is no hexadecimal digit: the AdoNet provider would otherwise store
/// keys that look like numbers as numbers, and different keys in one row (dotnet/orleans#9706).
/// </summary>
public static class GrainFactoryExtensions
{
    public static IWarehouseGrain Warehouse(this IGrainFactory grains, Guid organizationId) => grains.GetGrain<IWarehouseGrain>(organizationId);

    public static IOrganizationGrain Organization(this IGrainFactory grains, Guid organizationId) => grains.GetGrain<IOrganizationGrain>(organizationId);

    public static ITeamGrain Team(this IGrainFactory grains, long projectId) => grains.GetGrain<ITeamGrain>(projectId);

    public static IRegistryGrain Registry(this IGrainFactory grains) => grains.GetGrain<IRegistryGrain>(0);

    public static IAuditGrain Audit(this IGrainFactory grains) => grains.GetGrain<IAuditGrain>(0);

    /// <summary>By the key's <see cref="Access.ApiKey.Hash"/>.</summary>
    public static IApiKeyGrain ApiKey(this IGrainFactory grains, string hash) => grains.GetGrain<IApiKeyGrain>("key:" + hash);

    public static IPropertyValuesGrain PropertyValues(this IGrainFactory grains, PropertyValuesQuery query)
    {
        var parts = JsonSerializer.SerializeToUtf8Bytes(new[] { query.TableName, query.Key, query.Value });
        return grains.GetGrain<IPropertyValuesGrain>($"values:{query.ProjectId}:{Convert.ToHexStringLower(SHA256.HashData(parts))}");
    }
}
