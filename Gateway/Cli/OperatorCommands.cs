using System.CommandLine;
using System.CommandLine.Invocation;

namespace Warehouse.Cli;

/// <summary>The operator's verbs, from the command line.</summary>
internal static class OperatorCommands
{
    public static RootCommand CreateRoot()
    {
        var root = new RootCommand("The operator's verbs of a Warehouse cluster.");
        root.Options.Add(Inputs.Json);
        root.Subcommands.Add(OrganizationCommands.Create());
        root.Subcommands.Add(ProjectCommands.Create());
        root.Subcommands.Add(KeyCommands.Create());
        foreach (var command in WarehouseCommands.Create())
        {
            root.Subcommands.Add(command);
        }

        root.Subcommands.Add(BackfillCommands.Create());
        root.Subcommands.Add(JobCommands.Create());
        root.Subcommands.Add(UsageCommands.Create());
        root.Subcommands.Add(AuditCommands.Create());
        return root;
    }

    /// <summary>Runs what the command line asks for. A command line that makes no sense is one line on standard error and exit code 1.</summary>
    public static async Task<int> InvokeAsync(RootCommand root, string[] args)
    {
        // `warehouse warehouse status` is what `warehouse status` was called when the gateway had the verbs.
        var parsed = root.Parse(args is [CliMessages.Executable, .. var verb] ? verb : args);
        if (parsed.Action is ParseErrorAction)
        {
            return Output.Fail(CliMessages.UsageErrors(parsed));
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
