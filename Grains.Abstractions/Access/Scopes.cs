namespace Warehouse.Access;

/// <summary>What an API key may do, in PostHog's notation <c>object:action</c>.</summary>
public static class Scopes
{
    public const string All = "*";
    public const string QueryRead = "query:read";
    public const string WarehouseViewRead = "warehouse_view:read";
    public const string WarehouseViewWrite = "warehouse_view:write";

    /// <summary>True when <paramref name="granted"/> covers <paramref name="required"/>: <c>x:write</c> covers <c>x:read</c>, <c>*</c> everything.</summary>
    public static bool Cover(IEnumerable<string> granted, string? required)
    {
        if (required is null)
        {
            return true;
        }

        var write = required.EndsWith(":read", StringComparison.Ordinal) ? required[..^"read".Length] + "write" : required;
        return granted.Any(scope => scope == All || scope == required || scope == write);
    }

    /// <summary>True for <c>*</c> and for <c>object:read</c> or <c>object:write</c>.</summary>
    public static bool IsValid(string scope)
    {
        if (scope == All)
        {
            return true;
        }

        var parts = scope.Split(':');
        return parts is [{ Length: > 0 } name, "read" or "write"] && name.All(c => char.IsAsciiLetterLower(c) || c == '_');
    }
}
