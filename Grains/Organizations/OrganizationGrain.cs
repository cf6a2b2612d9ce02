using Warehouse.Access;
using Warehouse.Teams;

namespace Warehouse.Organizations;

/// <summary>The only writer of its organization's rows in the registry.</summary>
internal sealed class OrganizationGrain(RegistryStore registry) : Grain, IOrganizationGrain
{
    private Guid Id => this.GetPrimaryKey();

    public async Task<RegistrationOutcome> CreateAsync(string name)
    {
        if (await registry.AddOrganizationAsync(Id, name))
        {
            return RegistrationOutcome.Created;
        }

        return (await registry.FindOrganizationAsync(Id))?.Name == name ? RegistrationOutcome.Unchanged : RegistrationOutcome.Taken;
    }

    public async Task<OrganizationDetails?> GetAsync() =>
        await registry.FindOrganizationAsync(Id) is not { } summary ? null : new OrganizationDetails
        {
            Summary = summary,
            Projects = await registry.ListProjectsAsync(Id, MaxListed, after: null),
            Keys = await registry.ListKeysAsync(Id, MaxListed, after: null),
        };

    public async Task<ProjectRegistration> CreateProjectAsync(long? id, string name)
    {
        if (await registry.FindOrganizationAsync(Id) is null)
        {
            return new ProjectRegistration { Outcome = RegistrationOutcome.UnknownOrganization };
        }

        if (await registry.AddProjectAsync(id, Id, name) is { } added)
        {
            return new ProjectRegistration { Outcome = RegistrationOutcome.Created, ProjectId = added.ProjectId };
        }

        var standing = await registry.FindProjectAsync(id!.Value);
        var same = standing is not null && standing.OrganizationId == Id && standing.Name == name;
        return new ProjectRegistration { Outcome = same ? RegistrationOutcome.Unchanged : RegistrationOutcome.Taken, ProjectId = id.Value };
    }

    public async Task<RegistrationOutcome> AddKeyAsync(ApiKeyRegistration key)
    {
        if (key.OrganizationId != Id || await registry.FindOrganizationAsync(Id) is null)
        {
            return RegistrationOutcome.UnknownOrganization;
        }

        long[] projects = [.. (key.Projects ?? []).Concat(key.DefaultProject is { } project ? [project] : []).Distinct()];
        if (await registry.CountProjectsAsync(Id, projects) != projects.Length)
        {
            return RegistrationOutcome.ForeignProject;
        }

        if (await registry.AddKeyAsync(key))
        {
            return RegistrationOutcome.Created;
        }

        return (await registry.FindKeyAsync(key.Id))?.Hash == key.Hash ? RegistrationOutcome.Unchanged : RegistrationOutcome.Taken;
    }

    // More than one organization has use for; a list of all of them pages through the registry grain.
    private const int MaxListed = 1000;
}
