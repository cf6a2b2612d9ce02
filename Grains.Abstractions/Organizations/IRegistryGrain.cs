using Warehouse.Access;
using Warehouse.Teams;

namespace Warehouse.Organizations;

/// <summary>Lists over all organizations, for operators. Stateless: it reads the registry's tables.</summary>
[Alias("warehouse.IRegistryGrain")]
public interface IRegistryGrain : IGrainWithIntegerKey
{
    /// <summary>Organizations in order of creation; at most <paramref name="limit"/>, starting after the organization <paramref name="after"/>.</summary>
    [Alias("ListOrganizationsAsync")]
    Task<IReadOnlyList<OrganizationSummary>> ListOrganizationsAsync(int limit, Guid? after);

    /// <summary>Projects by id; at most <paramref name="limit"/> with ids above <paramref name="after"/>.</summary>
    [Alias("ListProjectsAsync")]
    Task<IReadOnlyList<TeamRegistration>> ListProjectsAsync(Guid? organizationId, int limit, long? after);

    /// <summary>API keys by id, revoked ones included; at most <paramref name="limit"/> with ids above <paramref name="after"/>.</summary>
    [Alias("ListKeysAsync")]
    Task<IReadOnlyList<ApiKeyRegistration>> ListKeysAsync(Guid? organizationId, int limit, Guid? after);

    /// <summary>The key with this id, or null.</summary>
    [Alias("FindKeyAsync")]
    Task<ApiKeyRegistration?> FindKeyAsync(Guid keyId);
}
