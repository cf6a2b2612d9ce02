using System.CommandLine;
using Warehouse.Access;

namespace Warehouse.Cli;

/// <summary><c>key create</c>: the clear text is made here and shown once; the cluster only ever sees its hash.</summary>
internal static class KeyCreateCommand
{
    public static Command Create()
    {
        var organization = Inputs.RequiredOrganization();
        var role = Inputs.RequiredRole();
        var label = Inputs.RequiredName("--label", "What the key is for.");
        var scopes = Inputs.RequiredScopes();
        var projects = Inputs.Projects();
        var defaultProject = Inputs.OptionalProject("--default-project", "What @current means for this key.");
        var expires = Inputs.Expires();
        var organizationWrites = new Option<bool>("--organization-writes")
        {
            Description = "With --project: the key may also provision, deprovision and reset the password of the warehouse, "
                + "which belongs to the whole organization.",
        };
        var command = new Command("create", "Makes an API key and shows it, this once.") { organization, role, label, scopes, projects, defaultProject, expires, organizationWrites };
        command.SetVerb(
            async (context, _) =>
            {
                var parsed = context.Parsed;
                var clear = ApiKey.Generate();
                var now = DateTimeOffset.UtcNow;
                return await RegisterAsync(context.Grains, clear, new ApiKeyRegistration
                {
                    Id = Guid.CreateVersion7(),
                    Hash = ApiKey.Hash(clear),
                    OrganizationId = parsed.GetValue(organization),
                    Role = parsed.GetValue(role),
                    Label = parsed.GetRequiredValue(label),
                    Scopes = parsed.GetRequiredValue(scopes),
                    Projects = parsed.GetValue(projects) is { Length: > 0 } limitedTo ? limitedTo : null,
                    DefaultProject = parsed.GetValue(defaultProject),
                    OrganizationWrites = parsed.GetValue(organizationWrites),
                    CreatedAt = now,
                    ExpiresAt = now + parsed.GetValue(expires),
                });
            },
            parsed => parsed.GetValue(projects) is { Length: > 0 } limitedTo && parsed.GetValue(defaultProject) is { } wanted && !limitedTo.Contains(wanted)
                ? $"The key's default project {wanted} is not among the projects it is limited to."
                : null);
        return command;
    }

    private static async Task<Answer> RegisterAsync(IGrainFactory grains, string clear, ApiKeyRegistration key)
    {
        try
        {
            var outcome = await grains.Organization(key.OrganizationId).AddKeyAsync(key);
            if (CliMessages.Refusal(outcome, key.OrganizationId, $"Key {key.Id} exists already.") is { } refusal)
            {
                return Answer.Refuse(refusal);
            }
        }
        catch (Exception exception) when (CliMessages.IsOutage(exception))
        {
            // It may stand in the registry although nobody has seen its clear text.
            return Answer.Refuse($"The cluster did not answer: key {key.Id} may have been registered. Make another, and revoke this one if `key list` shows it.");
        }

        return Answer.Of(new { key.Id, key = clear }, console =>
        {
            console.WriteFields(("Key", clear), ("Id", $"{key.Id}"), ("Expires", key.ExpiresAt is { } expires ? Tables.Time(expires) + " UTC" : "never"));
            if (key.IsProjectOnly)
            {
                console.Profile.Out.Writer.WriteLine(
                    "It may not provision, deprovision or reset the password of the organization's warehouse: "
                    + "--organization-writes makes one that may.");
            }

            console.Profile.Out.Writer.WriteLine("Keep it now: it is not stored and will not be shown again.");
        });
    }
}
