using Warehouse.Access;
using Warehouse.Jobs;
using Warehouse.Registry;
using Warehouse.Teams;
using Warehouse.Usage;

namespace Warehouse.Organizations;

/// <summary>The only writer of its organization's rows in the registry.</summary>
internal sealed partial class OrganizationGrain(RegistryStore registry, JobStore ledger, TimeProvider time, ILogger<OrganizationGrain> logger)
    : Grain, IOrganizationGrain
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

    public async Task<LedgerOutcome> SetBillingPeriodAsync(BillingPeriod? period)
    {
        var exact = period is null ? null : period with { Start = JobInput.Time(period.Start), End = JobInput.Time(period.End) };
        if (exact is not null && (!JobInput.IsName(exact.Interval) || exact.End <= exact.Start))
        {
            return LedgerOutcome.Invalid;
        }

        if (await registry.FindOrganizationAsync(Id) is null)
        {
            return LedgerOutcome.UnknownOwner;
        }

        var changed = await ledger.SetPeriodAsync(Id, exact, time.GetUtcNow());
        await TellProjectsAsync();
        return changed ? LedgerOutcome.Done : LedgerOutcome.Unchanged;
    }

    // A project that is not told finds out by itself within a minute.
    private async Task TellProjectsAsync()
    {
        long? last = null;
        IReadOnlyList<TeamRegistration> projects;
        do
        {
            projects = await registry.ListProjectsAsync(Id, MaxListed, last);
            await Task.WhenAll(projects.Select(project => TellAsync(project.ProjectId)));
            last = projects.Count > 0 ? projects[^1].ProjectId : null;
        }
        while (projects.Count == MaxListed);
    }

    private async Task TellAsync(long projectId)
    {
        try
        {
            await GrainFactory.GetGrain<ITeamBilling>(projectId).ReloadPeriodAsync();
        }
        catch (Exception exception)
        {
            NotTold(logger, projectId, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Project {ProjectId} was not told of its organization's new billing period")]
    private static partial void NotTold(ILogger logger, long projectId, Exception exception);

    // More than one organization has use for; a list of all of them pages through the registry grain.
    private const int MaxListed = 1000;
}
