using System.CommandLine;
using Spectre.Console;
using Warehouse.Access;

namespace Warehouse.Cli;

/// <summary><c>key create|list|revoke</c>.</summary>
internal static class KeyCommands
{
    private const int WidthForTwoUuids = 140;

    public static Command Create() => new("key", "API keys.") { KeyCreateCommand.Create(), ListVerb(), RevokeVerb() };

    public static void WriteTable(IAnsiConsole console, IReadOnlyCollection<ApiKeyRegistration> keys, bool withOrganization)
    {
        // Two UUIDs beside each other leave no room for the rest of a key on a common terminal.
        if (withOrganization && keys.Count > 0 && console.Profile.Width < WidthForTwoUuids)
        {
            foreach (var group in keys.GroupBy(key => key.OrganizationId))
            {
                console.WriteLine($"Organization {group.Key}");
                WriteTable(console, [.. group], withOrganization: false);
                console.WriteLine();
            }

            return;
        }

        var now = DateTimeOffset.UtcNow;
        var columns = new List<(string, Func<ApiKeyRegistration, string>)>
        {
            ("KEY", key => $"{key.Id}"),
            ("LABEL", key => key.Label),
            ("ROLE", key => OperatorJson.Word(key.Role)),
            ("SCOPES", key => string.Join(' ', key.Scopes)),
            ("STATE", key => State(key, now)),
        };
        if (withOrganization)
        {
            columns.Insert(1, ("ORGANIZATION", key => $"{key.OrganizationId}"));
        }

        console.WriteTable("No keys.", keys, [.. columns]);
    }

    private static string State(ApiKeyRegistration key, DateTimeOffset now) => key switch
    {
        { RevokedAt: { } revoked } => $"revoked {Tables.Date(revoked)}",
        { ExpiresAt: { } expires } => $"{(expires <= now ? "expired" : "expires")} {Tables.Date(expires)}",
        _ => "valid",
    };

    private static Command ListVerb()
    {
        var organization = Inputs.OrganizationFilter();
        var limit = Inputs.Limit();
        var after = Inputs.OptionalUuid("--after", "List the keys with ids above this one (UUID).");
        var command = new Command("list", "Lists API keys by id, revoked ones included. A key's clear text is shown at its creation only.") { organization, limit, after };
        command.SetVerb(async (context, _) =>
        {
            var registry = context.Grains.Registry();
            var organizationId = context.Parsed.GetValue(organization);
            var page = await Page.FetchAsync<ApiKeyRegistration, Guid?>(
                context.Parsed.GetValue(limit),
                context.Parsed.GetValue(after),
                (count, last) => registry.ListKeysAsync(organizationId, count, last),
                key => key.Id);
            return Answer.Of(
                new { keys = page.Items.Select(KeyJson.Of), page.NextAfter },
                console =>
                {
                    WriteTable(console, page.Items, withOrganization: organizationId is null);
                    console.WriteMore(page.NextAfter);
                });
        });
        return command;
    }

    private static Command RevokeVerb()
    {
        var id = Inputs.KeyArgument();
        var command = new Command("revoke", "Revokes an API key, at once and for good. Revoking twice is no error.") { id };
        command.SetVerb(async (context, _) =>
        {
            var keyId = context.Parsed.GetValue(id);
            return await context.Grains.Registry().FindKeyAsync(keyId) is { } key && await context.Grains.ApiKey(key.Hash).RevokeAsync()
                ? Answer.Of(new { id = keyId, revoked = true }, $"Key {keyId} ({key.Label}) is revoked.")
                : Answer.Refuse(CliMessages.NoKey(keyId));
        });
        return command;
    }
}
