using System.CommandLine;
using Warehouse.Warehouses;

namespace Warehouse.Cli;

/// <summary><c>warehouse deprovision</c>: deletes a customer's data, so it wants to be sure.</summary>
internal static class WarehouseDeprovisionCommand
{
    public static Command Create()
    {
        var organization = Inputs.OrganizationArgument();
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var wait = new Option<bool>("--wait") { Description = "Wait until it is deleted." };
        var command = new Command("deprovision", "Deletes a warehouse for good: sessions, database, logins, bucket, name.") { organization, yes, wait };
        command.SetVerb(
            async (context, cancellationToken) =>
            {
                var organizationId = context.Parsed.GetValue(organization);
                var warehouse = context.Grains.Warehouse(organizationId);
                if (await warehouse.GetReportAsync() is not { } report)
                {
                    return await WarehouseCommands.RefuseMissingAsync(context.Grains, organizationId);
                }

                // Asking for what is under way or done already is no error, and there is nothing left to be sure of.
                if (report.Status.State is not (WarehouseState.Deleting or WarehouseState.Deleted)
                    && !context.Parsed.GetValue(yes)
                    && !await ConfirmedAsync(report, cancellationToken))
                {
                    return Answer.Refuse("That is not the warehouse's name: nothing was deleted.");
                }

                if (await warehouse.DeprovisionAsync() == DeprovisionOutcome.NotFound)
                {
                    return Answer.Refuse(CliMessages.NoWarehouse(organizationId));
                }

                if (await warehouse.GetReportAsync() is { } begun)
                {
                    report = context.Parsed.GetValue(wait) ? await WaitAsync(context, begun, cancellationToken) ?? begun : begun;
                }

                var state = report.Status.State;
                return Answer.Of(
                    new { organizationId, state },
                    state == WarehouseState.Deleted ? $"The warehouse of {organizationId} is deleted." : $"The warehouse of {organizationId} is being deleted: see `warehouse watch {organizationId}`.");
            },
            parsed => !parsed.GetValue(yes) && (Console.IsInputRedirected || Console.IsErrorRedirected)
                ? "Deleting a warehouse cannot be undone: without a terminal to ask on, it needs --yes."
                : null);
        return command;
    }

    private static Task<WarehouseReport?> WaitAsync(VerbContext context, WarehouseReport begun, CancellationToken cancellationToken) =>
        context.Output.IsJson
            ? WarehouseWatch.WaitAsync(context, begun, IsOver, cancellationToken)
            : WarehouseWatch.ShowAsync(context, begun, IsOver, cancellationToken);

    // A new provision may follow the deletion faster than we look.
    private static bool IsOver(WarehouseState state) => state != WarehouseState.Deleting;

    // The question goes to standard error, where it is seen although standard output may be a pipe.
    private static async Task<bool> ConfirmedAsync(WarehouseReport report, CancellationToken cancellationToken)
    {
        var name = report.DatabaseName ?? report.Status.OrganizationId.ToString();
        await Console.Error.WriteLineAsync($"This deletes warehouse {Output.Printable(name)} for good: database, logins, bucket.");
        await Console.Error.WriteAsync($"Type {Output.Printable(name)} to go on: ");
        var typed = await Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
        return typed?.Trim() == name;
    }
}
