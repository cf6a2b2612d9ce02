using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Warehouse.Access;

namespace Warehouse.Cli;

/// <summary>The arguments and options the verbs share, each with an error that says what would be right.</summary>
internal static class Inputs
{
    private const int MaxNameLength = 200;

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON object and nothing else.",
        Recursive = true,
    };

    public static Argument<Guid> OrganizationArgument() => new("organization")
    {
        Description = "The organization's UUID.",
        CustomParser = result => Uuid(result, "The organization"),
    };

    public static Option<Guid> RequiredOrganization() => new("--organization")
    {
        Description = "The organization's UUID.",
        Required = true,
        CustomParser = result => Uuid(result, "--organization"),
    };

    public static Option<Guid?> OrganizationFilter() => OptionalUuid("--organization", "Only what belongs to this organization (UUID).");

    public static Option<Guid?> OptionalUuid(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => Uuid(result, name),
    };

    public static Argument<Guid> KeyArgument() => new("id")
    {
        Description = "The key's id (UUID), as `key create` and `key list` show it.",
        CustomParser = result => Uuid(result, "The key's id"),
    };

    public static Argument<string> NameArgument(string description) => new("name")
    {
        Description = description,
        CustomParser = result => Name(result, "The name"),
    };

    public static Option<string> RequiredName(string name, string description) => new(name)
    {
        Description = description,
        Required = true,
        CustomParser = result => Name(result, name),
    };

    public static Argument<long> ProjectArgument() => new("project")
    {
        Description = "The project's id.",
        CustomParser = result => ProjectIds(result, "The project").FirstOrDefault(),
    };

    public static Option<long?> OptionalProject(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => ProjectIds(result, name).Select(id => (long?)id).FirstOrDefault(),
    };

    public static Option<long[]> Projects() => new("--project")
    {
        Description = "Limit the key to this project; repeatable. Without it the key sees all projects of its organization.",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result => [.. ProjectIds(result, "--project").Distinct()],
    };

    public static Option<string[]> RequiredScopes() => new("--scope")
    {
        Description = "What the key may do: * or object:read or object:write, as in query:read; repeatable.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            foreach (var token in result.Tokens.Where(token => !Scopes.IsValid(token.Value)))
            {
                result.AddError($"'{token.Value}' is no scope: it must be * or object:read or object:write, as in query:read.");
            }

            return [.. result.Tokens.Select(token => token.Value).Distinct()];
        },
    };

    public static Option<OrganizationRole> RequiredRole() => new("--role")
    {
        Description = "The role the key acts with: member, admin or owner.",
        Required = true,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (char.IsAsciiLetterLower(text.FirstOrDefault()) && Enum.TryParse<OrganizationRole>(text, ignoreCase: true, out var role))
            {
                return role;
            }

            result.AddError($"'{text}' is no role: it must be member, admin or owner.");
            return default;
        },
    };

    public static Option<TimeSpan?> Expires() => Duration("--expires", "How long the key is valid: 90m, 12h, 30d, 2w. Without it the key does not expire.");

    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (Durations.TryParse(result.Tokens[0].Value, out var duration))
            {
                return duration;
            }

            result.AddError($"'{result.Tokens[0].Value}' is no duration: it must be like 90m, 12h, 30d or 2w, and at most {Durations.Maximum.Days}d.");
            return null;
        },
    };

    public static Option<int> Limit() => new("--limit")
    {
        Description = "How many to list (1 to 10000).",
        DefaultValueFactory = _ => 100,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= 10_000)
            {
                return limit;
            }

            result.AddError($"--limit is '{result.Tokens[0].Value}': it must be a number from 1 to 10000.");
            return 0;
        },
    };

    private static Guid Uuid(ArgumentResult result, string what)
    {
        var text = result.Tokens[0].Value;
        if (Guid.TryParseExact(text, "D", out var id) && id != Guid.Empty)
        {
            return id;
        }

        result.AddError($"{what} is '{text}': it must be a UUID, as in 0197a0de-0000-7000-8000-000000000001.");
        return Guid.Empty;
    }

    private static string Name(ArgumentResult result, string what)
    {
        var text = result.Tokens[0].Value.Trim();
        if (text.Length is 0 or > MaxNameLength || text.Any(char.IsControl))
        {
            result.AddError($"{what} must have 1 to {MaxNameLength} characters and no control characters.");
        }

        return text;
    }

    private static List<long> ProjectIds(ArgumentResult result, string what)
    {
        var ids = new List<long>();
        foreach (var token in result.Tokens)
        {
            if (long.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0)
            {
                ids.Add(id);
            }
            else
            {
                result.AddError($"{what} is '{token.Value}': a project's id is a positive integer.");
            }
        }

        return ids;
    }
}
