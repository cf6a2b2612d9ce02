using System.CommandLine;
using Orleans.Runtime;
using Warehouse.Failures;
using Warehouse.Organizations;
using Warehouse.Warehouses;

namespace Warehouse.Cli;

/// <summary>The one place that turns outcomes and failures into sentences.</summary>
internal static class Sentences
{
    public static string NoOrganization(Guid organizationId) => $"There is no organization {organizationId}.";

    public static string NoWarehouse(Guid organizationId) => $"Organization {organizationId} has no warehouse.";

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
        ClusterOutOfReachException or UnavailableException => exception.Message,
        _ when IsOutage(exception) => "The cluster did not answer in time: whether it did what was asked is unknown. Look, then try again.",
        FileNotFoundException or InvalidDataException or ArgumentException or FormatException => $"The configuration cannot be used: {FirstLine(exception.Message)}",
        _ => $"Unexpected {exception.GetType().Name}: {FirstLine(exception.Message)}",
    };

    /// <summary>True when the cluster is away for the moment and the same question may be asked again.</summary>
    public static bool IsOutage(Exception exception) =>
        exception is UnavailableException or TimeoutException or OrleansException or OperationCanceledException;

    /// <summary>What is wrong with a command line, in one line.</summary>
    public static string UsageErrors(ParseResult parsed)
    {
        // An unknown word makes System.CommandLine complain of a missing verb as well; the word is what the operator needs to see.
        var messages = parsed.Errors.Select(error => FirstLine(error.Message)).Distinct().ToList();
        if (parsed.CommandResult.Command.Subcommands.Count > 0)
        {
            var names = string.Join(", ", parsed.CommandResult.Command.Subcommands.Select(command => command.Name));
            return parsed.UnmatchedTokens is [var word, ..]
                ? $"There is no verb '{parsed.CommandResult.Command.Name} {word}': it must be one of {names}."
                : $"'{parsed.CommandResult.Command.Name}' needs a verb: {names}.";
        }

        return string.Join(" ", messages);
    }

    private static string FirstLine(string text) => text.ReplaceLineEndings("\n").Split('\n', 2)[0];
}
