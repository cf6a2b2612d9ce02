namespace Warehouse.Warehouses;

/// <summary>The form of the two names a provision takes. Form only: whether a name is free is the cluster's to say.</summary>
public static class WarehouseNames
{
    public const int MinDatabaseNameLength = 3;
    public const int MaxDatabaseNameLength = 63;

    /// <summary>The API's own limit for a table name.</summary>
    public const int MaxTableNameLength = 63;

    /// <summary><c>persons_</c> and the suffix must fit PostgreSQL's 63-byte identifiers.</summary>
    public const int MaxTableSuffixLength = 55;

    /// <summary>True for a DNS label that begins with a letter: <c>[a-z]</c>, then <c>[a-z0-9-]*</c>, ending <c>[a-z0-9]</c>.</summary>
    public static bool IsDnsLabel(string name) =>
        name.Length > 0
        && char.IsAsciiLetterLower(name[0])
        && name[^1] != '-'
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>True for <c>[a-z0-9_]+</c>.</summary>
    public static bool IsTableSuffix(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
