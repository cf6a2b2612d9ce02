using Warehouse.Access;
using Warehouse.Teams;

namespace Warehouse.Organizations;

/// <summary>One organization: registers itself, its projects and its API keys.</summary>
[Alias("warehouse.IOrganizationGrain")]
public interface IOrganizationGrain : IGrainWithGuidKey
{
    /// <summary>Registers the organization. Repeating it with the same name is no error.</summary>
    [Alias("CreateAsync")]
    Task<RegistrationOutcome> CreateAsync(string name);

    /// <summary>Null when the organization is not registered.</summary>
    [Alias("GetAsync")]
    Task<OrganizationDetails?> GetAsync();

    /// <summary>Registers a project; <paramref name="id"/> null takes the next free one.</summary>
    [Alias("CreateProjectAsync")]
    Task<ProjectRegistration> CreateProjectAsync(long? id, string name);

    /// <summary>Registers an API key by its hash; its projects must belong to this organization.</summary>
    [Alias("AddKeyAsync")]
    Task<RegistrationOutcome> AddKeyAsync(ApiKeyRegistration key);
}
