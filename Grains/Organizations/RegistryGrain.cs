using Orleans.Concurrency;
using Warehouse.Access;
using Warehouse.Registry;
using Warehouse.Teams;

namespace Warehouse.Organizations;

[StatelessWorker]
internal sealed class RegistryGrain(RegistryStore registry) : Grain, IRegistryGrain
{
    private const int MaxPage = 1000;

    public Task<IReadOnlyList<OrganizationSummary>> ListOrganizationsAsync(int limit, Guid? after) =>
        registry.ListOrganizationsAsync(Math.Clamp(limit, 1, MaxPage), after);

    public Task<IReadOnlyList<TeamRegistration>> ListProjectsAsync(Guid? organizationId, int limit, long? after) =>
        registry.ListProjectsAsync(organizationId, Math.Clamp(limit, 1, MaxPage), after);

    public Task<IReadOnlyList<ApiKeyRegistration>> ListKeysAsync(Guid? organizationId, int limit, Guid? after) =>
        registry.ListKeysAsync(organizationId, Math.Clamp(limit, 1, MaxPage), after);

    public Task<ApiKeyRegistration?> FindKeyAsync(Guid keyId) => registry.FindKeyAsync(keyId);
}
