using System.CommandLine;
using Spectre.Console;
using Warehouse.Organizations;

namespace Warehouse.Cli;

/// <summary><c>org create|list|show</c>.</summary>
internal static class OrganizationCommands
{
    public static Command Create() => new("org", "Organizations: the owners of projects, keys and a warehouse.") { CreateVerb(), ListVerb(), ShowVerb() };

    private static Command CreateVerb()
    {
        var name = Inputs.NameArgument("What the organization is called.");
        var id = Inputs.OptionalUuid("--id", "The organization's UUID; default: a new one.");
        var command = new Command("create", "Registers an organization. Repeating it with the same id and name is no error.") { name, id };
        command.SetVerb(async (context, _) =>
        {
            var organizationId = context.Parsed.GetValue(id) ?? Guid.CreateVersion7();
            var outcome = await context.Grains.Organization(organizationId).CreateAsync(context.Parsed.GetRequiredValue(name));
            return CliMessages.Refusal(outcome, organizationId, $"Organization {organizationId} exists already under another name.") is { } refusal
                ? Answer.Refuse(refusal)
                : Answer.Of(new { organizationId }, $"Organization {organizationId} {CliMessages.Stands(outcome)}.");
        });
        return command;
    }

    private static Command ListVerb()
    {
        var limit = Inputs.Limit();
        var after = Inputs.OptionalUuid("--after", "List the organizations that follow this one (UUID).");
        var command = new Command("list", "Lists organizations in order of creation.") { limit, after };
        command.SetVerb(async (context, _) =>
        {
            var registry = context.Grains.Registry();
            var page = await Page.FetchAsync<OrganizationSummary, Guid?>(
                context.Parsed.GetValue(limit), context.Parsed.GetValue(after), registry.ListOrganizationsAsync, organization => organization.Id);
            return Answer.Of(
                new { organizations = page.Items.Select(OrganizationJson.Of), page.NextAfter },
                console =>
                {
                    console.WriteTable("No organizations.", page.Items, ("ID", o => $"{o.Id}"), ("NAME", o => o.Name), ("CREATED (UTC)", o => Tables.Time(o.CreatedAt)));
                    console.WriteMore(page.NextAfter);
                });
        });
        return command;
    }

    private static Command ShowVerb()
    {
        var id = Inputs.OrganizationArgument();
        var command = new Command("show", "Shows an organization with its projects and keys.") { id };
        command.SetVerb(async (context, _) =>
        {
            var organizationId = context.Parsed.GetValue(id);
            return await context.Grains.Organization(organizationId).GetAsync() is { } details
                ? Answer.Of(OrganizationDetailsJson.Of(details), console => Show(console, details))
                : Answer.Refuse(CliMessages.NoOrganization(organizationId));
        });
        return command;
    }

    private static void Show(IAnsiConsole console, OrganizationDetails details)
    {
        console.WriteFields(
            ("Organization", $"{details.Summary.Id}"),
            ("Name", details.Summary.Name),
            ("Created", Tables.Time(details.Summary.CreatedAt) + " UTC"));
        console.WriteLine();
        ProjectCommands.WriteTable(console, details.Projects, withOrganization: false);
        console.WriteLine();
        KeyCommands.WriteTable(console, details.Keys, withOrganization: false);
    }
}
