using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Warehouse.Cli;

/// <summary>The operator's verbs, from the command line.</summary>
internal static class OperatorCommands
{
    public static void AddTo(RootCommand root)
    {
        root.Options.Add(Inputs.Json);
        root.Subcommands.Add(OrganizationCommands.Create());
        root.Subcommands.Add(ProjectCommands.Create());
        root.Subcommands.Add(KeyCommands.Create());
        root.Subcommands.Add(WarehouseCommands.Create());
        root.Subcommands.Add(BackfillCommands.Create());
        root.Subcommands.Add(JobCommands.Create());
        root.Subcommands.Add(UsageCommands.Create());
        root.Subcommands.Add(AuditCommands.Create());
    }

    /// <summary>Runs what the command line asks for. A command line that makes no sense is one line on standard error and exit code 1.</summary>
    public static async Task<int> InvokeAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (MakesNoSense(parsed, root))
        {
            return Output.Fail(Sentences.UsageErrors(parsed));
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    public static bool MakesNoSense(ParseResult parsed, RootCommand root) => parsed.Action is ParseErrorAction || HasStrayWords(parsed, root);

    // Settings may follow the host (`--urls http://…`), so the root lets any word pass, for its verbs as well. A mistyped verb must not
    // start a server, and a mistyped option must not be overlooked.
    private static bool HasStrayWords(ParseResult parsed, RootCommand root) =>
        parsed.CommandResult.Command == root
            ? parsed.UnmatchedTokens is [[var first, ..] word, ..] && char.IsAsciiLetter(first) && !word.Contains('=')
            : parsed.UnmatchedTokens.Count > 0 && parsed.Action is not HelpAction;
}
