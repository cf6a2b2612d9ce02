using Warehouse.Access;
using Warehouse.Organizations;

namespace Warehouse.Registry;

public sealed class RegistryTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Creating_an_organization_again_changes_nothing_and_another_name_is_refused()
    {
        var organization = cluster.Grains.Organization(Guid.NewGuid());
        Assert.Equal(RegistrationOutcome.Created, await organization.CreateAsync("One"));
        Assert.Equal(RegistrationOutcome.Unchanged, await organization.CreateAsync("One"));
        Assert.Equal(RegistrationOutcome.Taken, await organization.CreateAsync("Two"));
        Assert.Equal("One", (await organization.GetAsync())!.Summary.Name);
    }

    [Fact]
    public async Task A_project_belongs_to_one_organization_and_knows_it()
    {
        var first = await TestOrganization.CreateAsync(cluster.Test);
        var second = await TestOrganization.CreateAsync(cluster.Test);
        Assert.Equal(first.Id, (await cluster.Grains.Team(first.ProjectId).GetRegistrationAsync())!.OrganizationId);
        var taken = await cluster.Grains.Organization(second.Id).CreateProjectAsync(first.ProjectId, "first");
        Assert.Equal(RegistrationOutcome.Taken, taken.Outcome);
    }

    [Fact]
    public async Task A_project_asked_for_too_early_is_found_once_it_is_registered()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var id = Random.Shared.NextInt64(1_000_000_000, long.MaxValue);
        Assert.Null(await cluster.Grains.Team(id).GetRegistrationAsync());
        await cluster.Grains.Organization(organization.Id).CreateProjectAsync(id, "late");
        Assert.NotNull(await cluster.Grains.Team(id).GetRegistrationAsync());
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var key = cluster.Grains.ApiKey(ApiKey.Hash(organization.Key));
        var request = new AccessRequest { ProjectId = organization.ProjectId };
        Assert.Equal(AccessVerdict.Granted, (await key.AuthorizeAsync(request)).Verdict);
        Assert.True(await key.RevokeAsync());
        Assert.Equal(AccessVerdict.InvalidKey, (await key.AuthorizeAsync(request)).Verdict);
    }

    [Fact]
    public async Task The_keys_grain_finds_the_projects_owner_itself()
    {
        var mine = await TestOrganization.CreateAsync(cluster.Test);
        var theirs = await TestOrganization.CreateAsync(cluster.Test);
        var key = cluster.Grains.ApiKey(ApiKey.Hash(mine.Key));
        var decision = await key.AuthorizeAsync(new AccessRequest { ProjectId = mine.ProjectId });
        Assert.Equal((AccessVerdict.Granted, mine.Id, mine.ProjectId), (decision.Verdict, decision.OrganizationId, decision.ProjectId));
        Assert.Equal(AccessVerdict.OtherOrganization, (await key.AuthorizeAsync(new AccessRequest { ProjectId = theirs.ProjectId })).Verdict);
        Assert.Equal(AccessVerdict.NoDefaultProject, (await key.AuthorizeAsync(new AccessRequest { ProjectId = long.MaxValue })).Verdict);
        Assert.Equal(AccessVerdict.NoDefaultProject, (await key.AuthorizeAsync(new AccessRequest { NamesNoProject = true })).Verdict);
    }

    [Fact]
    public async Task A_gateway_of_0_1_0_is_understood_and_not_believed()
    {
        var mine = await TestOrganization.CreateAsync(cluster.Test);
        var theirs = await TestOrganization.CreateAsync(cluster.Test);
        var key = cluster.Grains.ApiKey(ApiKey.Hash(mine.Key));

        // What it sends for an address that names no project.
        Assert.Equal(AccessVerdict.NoDefaultProject, (await key.AuthorizeAsync(new AccessRequest { ProjectId = -1 })).Verdict);

        // What it says of the owner, right or wrong.
        var known = new AccessRequest { ProjectId = mine.ProjectId, ProjectOrganizationId = mine.Id };
        Assert.Equal(AccessVerdict.Granted, (await key.AuthorizeAsync(known)).Verdict);
        var stolen = new AccessRequest { ProjectId = theirs.ProjectId, ProjectOrganizationId = mine.Id };
        Assert.Equal(AccessVerdict.OtherOrganization, (await key.AuthorizeAsync(stolen)).Verdict);
    }
}
