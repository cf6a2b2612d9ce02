using System.CommandLine;
using Warehouse.Warehouses;

namespace Warehouse.Cli;

/// <summary><c>warehouse watch</c>.</summary>
internal static class WarehouseWatchCommand
{
    public static Command Create()
    {
        var organization = Inputs.OrganizationArgument();
        var untilFailed = new Option<bool>("--until-failed")
        {
            Description = "End at the first failure, with exit code 1; without it the retries are watched until the warehouse is ready.",
        };
        var command = new Command("watch", "Follows a warehouse until it is ready or deleted; with --json one object for each change.") { organization, untilFailed };
        command.SetVerb(async (context, cancellationToken) =>
        {
            var organizationId = context.Parsed.GetValue(organization);
            var stopAtFailure = context.Parsed.GetValue(untilFailed);
            if (await context.Grains.Warehouse(organizationId).GetReportAsync() is not { } first)
            {
                return await WarehouseCommands.RefuseMissingAsync(context.Grains, organizationId);
            }

            var last = await WarehouseWatch.ShowAsync(context, first, IsEnd, cancellationToken);
            return last switch
            {
                null => Answer.Refuse(CliMessages.NoWarehouse(organizationId)),
                { Status: { State: WarehouseState.Failed } status } => Answer.Refuse($"The warehouse failed: {status.StatusMessage}"),
                _ => Answer.Shown,
            };

            bool IsEnd(WarehouseState state) =>
                state is WarehouseState.Ready or WarehouseState.Deleted || (stopAtFailure && state == WarehouseState.Failed);
        });
        return command;
    }
}
