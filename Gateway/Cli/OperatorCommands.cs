using System.CommandLine;
using System.CommandLine.Invocation;

namespace Warehouse.Cli;

/// <summary>The operator's verbs: organizations, projects, API keys and warehouses, from the command line.</summary>
internal static class OperatorCommands
{
    public static void AddTo(RootCommand root)
    {
        root.Options.Add(Inputs.Json);
        root.Subcommands.Add(OrganizationCommands.Create());
        root.Subcommands.Add(ProjectCommands.Create());
        root.Subcommands.Add(KeyCommands.Create());
        root.Subcommands.Add(WarehouseCommands.Create());
    }

    /// <summary>Runs what the command line asks for. A command line that makes no sense is one line on standard error and exit code 1.</summary>
    public static async Task<int> InvokeAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            return Output.Fail(Sentences.UsageErrors(parsed));
        }

        // Settings may follow the host (`--urls http://…`), so the root takes any word; a mistyped verb must not start a server.
        if (parsed.CommandResult.Command == root && args.FirstOrDefault() is { Length: > 0 } word && char.IsAsciiLetter(word[0]) && !word.Contains('='))
        {
            return Output.Fail($"There is no verb '{Output.Printable(word)}': see --help.");
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
