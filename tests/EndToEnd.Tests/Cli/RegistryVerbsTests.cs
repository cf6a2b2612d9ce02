using System.Globalization;
using System.Text.Json;

namespace Warehouse.Cli;

public sealed class RegistryVerbsTests(ClusterFixture cluster)
{
    private readonly OperatorCli _cli = new(cluster.Deployment);

    [Fact]
    public async Task An_organization_is_created_listed_and_shown()
    {
        var id = (await _cli.JsonAsync("org", "create", "Acmé ✓ [red] Ltd")).GetProperty("organization_id").GetGuid();
        var shown = await _cli.JsonAsync("org", "show", id.ToString());
        Assert.Equal(["organization_id", "name", "created_at", "projects", "keys"], shown.EnumerateObject().Select(member => member.Name));
        Assert.Equal("Acmé ✓ [red] Ltd", shown.GetProperty("name").GetString());
        Assert.Equal(id.ToString(), shown.GetProperty("organization_id").GetString());
        Assert.EndsWith("Z", shown.GetProperty("created_at").GetString(), StringComparison.Ordinal);
        Assert.Contains(id, (await ListAllAsync("organizations", "organization_id", "org", "list")).Select(text => text.GetGuid()));

        var human = await _cli.RunAsync("org", "show", id.ToString());
        Assert.Equal(0, human.ExitCode);
        Assert.Contains("Acmé ✓ [red] Ltd", human.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', human.Output);
    }

    [Fact]
    public async Task Creating_an_organization_again_is_no_error_and_another_name_is_one()
    {
        var id = Guid.NewGuid().ToString();
        Assert.Equal(id, (await _cli.JsonAsync("org", "create", "One", "--id", id)).GetProperty("organization_id").GetString());
        Assert.Equal(
            id, (await _cli.JsonAsync("org", "create", "One", "--id", id.ToUpperInvariant())).GetProperty("organization_id").GetString());
        Assert.Equal(
            $"Organization {id} exists already under another name.", await _cli.RefusalAsync("org", "create", "Two", "--id", id, "--json"));
    }

    [Fact]
    public async Task A_project_gets_the_id_asked_for_or_the_next_one()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var wanted = Random.Shared.NextInt64(1_000_000, 1_000_000_000).ToString(CultureInfo.InvariantCulture);
        Assert.Equal(wanted, (await CreateProjectAsync(organization.Id, "--id", wanted)).GetRawText());
        Assert.Equal(wanted, (await CreateProjectAsync(organization.Id, "--id", wanted)).GetRawText());
        var next = (await CreateProjectAsync(organization.Id)).GetInt64();

        var listed = await _cli.JsonAsync("project", "list", "--organization", organization.Id.ToString());
        var ids = listed.GetProperty("projects").EnumerateArray().Select(project => project.GetProperty("project_id").GetInt64());
        Assert.Equal(new[] { organization.ProjectId, long.Parse(wanted, CultureInfo.InvariantCulture), next }.Order(), ids);
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("next_after").ValueKind);

        var other = await TestOrganization.CreateAsync(cluster.Test);
        Assert.Equal(
            $"Project {wanted} exists already, under another name or in another organization.",
            await _cli.RefusalAsync("project", "create", "--organization", other.Id.ToString(), "--id", wanted, "--name", "P"));
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var projects = new List<long> { organization.ProjectId };
        for (var i = 0; i < 4; i++)
        {
            projects.Add(await organization.AddProjectAsync());
        }

        var listed = await ListAllAsync(
            "projects", "project_id", "project", "list", "--organization", organization.Id.ToString(), "--limit", "2");
        Assert.Equal(projects, listed.Select(id => id.GetInt64()));
        var human = await _cli.RunAsync("project", "list", "--organization", organization.Id.ToString(), "--limit", "2");
        Assert.Contains($"There are more: --after {projects[1]}", human.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_said_to_be_so()
    {
        var unknown = Guid.NewGuid().ToString();
        Assert.Equal($"There is no organization {unknown}.", await _cli.RefusalAsync("org", "show", unknown));
        Assert.Equal(
            $"There is no organization {unknown}.",
            await _cli.RefusalAsync("project", "create", "--organization", unknown, "--name", "x", "--json"));
        Assert.Equal($"There is no key {unknown}.", await _cli.RefusalAsync("key", "revoke", unknown));
        Assert.Equal(
            $"There is no organization {unknown}.",
            await _cli.RefusalAsync("key", "create", "--organization", unknown, "--role", "admin", "--label", "x", "--scope", "*"));
        Assert.Equal("No projects.\n", (await _cli.RunAsync("project", "list", "--organization", unknown)).Output);
    }

    [Theory]
    [InlineData("org", "show", "acme")]
    [InlineData("org", "create")]
    [InlineData("org", "create", " ")]
    [InlineData("org", "list", "--bogus")]
    [InlineData("orgg", "list")]
    [InlineData("key")]
    public async Task A_command_line_that_makes_no_sense_is_one_line_and_exit_code_1(params string[] arguments) =>
        Assert.NotEmpty(await _cli.RefusalAsync(arguments));

    private async Task<JsonElement> CreateProjectAsync(Guid organizationId, params string[] more) =>
        (await _cli.JsonAsync(["project", "create", "--organization", organizationId.ToString(), "--name", "P", .. more])).GetProperty(
            "project_id");

    private async Task<List<JsonElement>> ListAllAsync(string list, string id, params string[] arguments)
    {
        var ids = new List<JsonElement>();
        JsonElement? after = null;
        do
        {
            var page = await _cli.JsonAsync(after is null ? arguments : [.. arguments, "--after", after.Value.ToString()]);
            ids.AddRange(page.GetProperty(list).EnumerateArray().Select(item => item.GetProperty(id)));
            after = page.GetProperty("next_after") is { ValueKind: not JsonValueKind.Null } next ? next : null;
        }
        while (after is not null);

        return ids;
    }
}
