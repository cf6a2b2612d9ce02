using System.CommandLine;
using Spectre.Console;
using Warehouse.Teams;

namespace Warehouse.Cli;

/// <summary><c>project create|list</c>.</summary>
internal static class ProjectCommands
{
    public static Command Create() => new("project", "Projects (teams) of organizations.") { CreateVerb(), ListVerb() };

    public static void WriteTable(IAnsiConsole console, IReadOnlyCollection<TeamRegistration> projects, bool withOrganization)
    {
        var columns = new List<(string, Func<TeamRegistration, string>)>
        {
            ("PROJECT", project => $"{project.ProjectId}"),
            ("NAME", project => project.Name),
            ("CREATED (UTC)", project => Tables.Time(project.CreatedAt)),
        };
        if (withOrganization)
        {
            columns.Insert(1, ("ORGANIZATION", project => $"{project.OrganizationId}"));
        }

        console.WriteTable("No projects.", projects, [.. columns]);
    }

    private static Command CreateVerb()
    {
        var organization = Inputs.RequiredOrganization();
        var id = Inputs.OptionalProject("--id", "The project's id; default: the next free one.");
        var name = Inputs.RequiredName("--name", "What the project is called.");
        var command = new Command("create", "Registers a project. Repeating it with the same id and name is no error.") { organization, id, name };
        command.SetVerb(async (context, _) =>
        {
            var organizationId = context.Parsed.GetValue(organization);
            var wanted = context.Parsed.GetValue(id);
            var result = await context.Grains.Organization(organizationId).CreateProjectAsync(wanted, context.Parsed.GetRequiredValue(name));
            return CliMessages.Refusal(result.Outcome, organizationId, $"Project {wanted} exists already, under another name or in another organization.") is { } refusal
                ? Answer.Refuse(refusal)
                : Answer.Of(new { result.ProjectId }, $"Project {result.ProjectId} of organization {organizationId} {CliMessages.Stands(result.Outcome)}.");
        });
        return command;
    }

    private static Command ListVerb()
    {
        var organization = Inputs.OrganizationFilter();
        var limit = Inputs.Limit();
        var after = Inputs.OptionalProject("--after", "List the projects with ids above this one.");
        var command = new Command("list", "Lists projects by id.") { organization, limit, after };
        command.SetVerb(async (context, _) =>
        {
            var registry = context.Grains.Registry();
            var organizationId = context.Parsed.GetValue(organization);
            var page = await Page.FetchAsync<TeamRegistration, long?>(
                context.Parsed.GetValue(limit),
                context.Parsed.GetValue(after),
                (count, last) => registry.ListProjectsAsync(organizationId, count, last),
                project => project.ProjectId);
            return Answer.Of(
                new { projects = page.Items.Select(ProjectJson.Of), page.NextAfter },
                console =>
                {
                    WriteTable(console, page.Items, withOrganization: organizationId is null);
                    console.WriteMore(page.NextAfter);
                });
        });
        return command;
    }
}
