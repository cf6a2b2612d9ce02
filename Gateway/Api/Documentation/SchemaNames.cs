namespace Warehouse.Documentation;

/// <summary>The names of schemas in the document: those of our types, without the ending that only matters in code.</summary>
internal static class SchemaNames
{
    private const string Suffix = "Response";

    /// <param name="name">What ASP.NET would call it; null for what it writes inline.</param>
    public static string? Of(string? name, Type type) =>
        name is null ? null : type.Name.EndsWith(Suffix, StringComparison.Ordinal) ? type.Name[..^Suffix.Length] : name;
}
