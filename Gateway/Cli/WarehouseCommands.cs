using System.CommandLine;
using Warehouse.Warehouses;

namespace Warehouse.Cli;

/// <summary><c>status|watch|deprovision|heal</c> of a warehouse. The executable has the noun's name, so the verbs follow it at once.</summary>
internal static class WarehouseCommands
{
    public static IEnumerable<Command> Create() =>
    [
        StatusVerb(),
        WarehouseWatchCommand.Create(),
        WarehouseDeprovisionCommand.Create(),
        HealVerb(),
    ];

    /// <summary>Why there is nothing to show: no such organization, or it never had a warehouse.</summary>
    public static async Task<Answer> RefuseMissingAsync(IGrainFactory grains, Guid organizationId) => Answer.Refuse(
        await grains.Organization(organizationId).GetAsync() is null ? CliMessages.NoOrganization(organizationId) : CliMessages.NoWarehouse(organizationId));

    private static Command StatusVerb()
    {
        var organization = Inputs.OrganizationArgument();
        var command = new Command("status", "Shows a warehouse: its state, its four resources, its last steps.") { organization };
        command.SetVerb(async (context, _) =>
        {
            var organizationId = context.Parsed.GetValue(organization);
            return await context.Grains.Warehouse(organizationId).GetReportAsync() is { } report
                ? Answer.Of(WarehouseJson.Of(report), console => console.Write(WarehouseView.Draw(report, DateTimeOffset.UtcNow, int.MaxValue)))
                : await RefuseMissingAsync(context.Grains, organizationId);
        });
        return command;
    }

    private static Command HealVerb()
    {
        var organization = Inputs.OrganizationArgument();
        var command = new Command("heal", "Makes a ready or failed warehouse go through all its steps again, now.") { organization };
        command.SetVerb(async (context, _) =>
        {
            var organizationId = context.Parsed.GetValue(organization);
            var warehouse = context.Grains.Warehouse(organizationId);
            if (await warehouse.HealAsync())
            {
                return Answer.Of(new { organizationId, healing = true }, $"The warehouse of {organizationId} goes through its steps again: see `warehouse status {organizationId}`.");
            }

            return await warehouse.GetStatusAsync() is { } status
                ? Answer.Refuse(CliMessages.CannotHeal(status.State))
                : await RefuseMissingAsync(context.Grains, organizationId);
        });
        return command;
    }
}
