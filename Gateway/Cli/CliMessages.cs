using System.CommandLine;
using System.CommandLine.Parsing;
using Orleans.Runtime;
using Warehouse.Failures;
using Warehouse.Organizations;
using Warehouse.Warehouses;

namespace Warehouse.Cli;

/// <summary>The one place that turns outcomes and failures into sentences.</summary>
internal static class CliMessages
{
    /// <summary>What the operator types.</summary>
    public const string Executable = "warehouse";

    public static string NoOrganization(Guid organizationId) => $"There is no organization {organizationId}.";

    public static string NoWarehouse(Guid organizationId) => $"Organization {organizationId} has no warehouse.";

    public static string NoProject(long projectId) => $"There is no project {projectId}.";

    public static string NoKey(Guid keyId) => $"There is no key {keyId}.";

    public static string CannotHeal(WarehouseState state) => $"The warehouse is {OperatorJson.Word(state)}: only a ready or failed one can be healed.";

    public static string Stands(RegistrationOutcome outcome) => outcome == RegistrationOutcome.Unchanged ? "exists already, just as asked for" : "is registered";

    /// <summary>Why a registration did not happen; null when it did, or stood already.</summary>
    public static string? Refusal(RegistrationOutcome outcome, Guid organizationId, string taken) => outcome switch
    {
        RegistrationOutcome.Created or RegistrationOutcome.Unchanged => null,
        RegistrationOutcome.UnknownOrganization => NoOrganization(organizationId),
        RegistrationOutcome.Taken => taken,
        RegistrationOutcome.ForeignProject => $"A project of the key does not exist or belongs to another organization than {organizationId}.",
        _ => $"The cluster answered {outcome}, which this version does not know.",
    };

    /// <summary>What an exception means to the operator. The text of an unknown one is a line; its stack is nobody's business here.</summary>
    public static string Failure(Exception exception) => exception switch
    {
        OperatorClientException or UnavailableException => exception.Message,
        _ when IsOutage(exception) => "The cluster did not answer in time: whether it did what was asked is unknown. Look, then try again.",
        _ => $"Unexpected {exception.GetType().Name}: {FirstLine(exception.Message)}",
    };

    /// <summary>True when the cluster is away for the moment and the same question may be asked again.</summary>
    public static bool IsOutage(Exception exception) =>
        exception is UnavailableException or TimeoutException or OrleansException or OperationCanceledException;

    /// <summary>What is wrong with a command line, in one line.</summary>
    public static string UsageErrors(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = Path(parsed.CommandResult);
        return (command.Subcommands.Count > 0, parsed.UnmatchedTokens) switch
        {
            (true, [var word, ..]) => $"There is no verb '{path}{word}': it must be one of {Names(command)}.",
            (true, []) => $"'{(path.Length == 0 ? Executable : path.TrimEnd())}' needs a verb: {Names(command)}.",
            (false, [var word, ..]) => $"'{path.TrimEnd()}' does not know '{word}': see `{Executable} {path}--help`.",
            _ => string.Join(" ", parsed.Errors.Select(error => FirstLine(error.Message)).Distinct()),
        };
    }

    /// <summary>The words up to this command, without the executable's own name.</summary>
    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)}{result.Command.Name} " : "";

    private static string Names(Command command) => string.Join(", ", command.Subcommands.Select(subcommand => subcommand.Name));

    public static string FirstLine(string text) => text.ReplaceLineEndings("\n").Split('\n', 2)[0];
}
