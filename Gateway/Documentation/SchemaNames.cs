namespace Warehouse.Documentation;

/// <summary>How schemas are called in the document: like our types, without what only matters in code.</summary>
internal static class SchemaNames
{
    private const string Suffix = "Response";

    /// <param name="name">What ASP.NET would call it; null for what it writes inline.</param>
    public static string? Of(string? name, Type type) =>
        name is null ? null : type.Name.EndsWith(Suffix, StringComparison.Ordinal) ? type.Name[..^Suffix.Length] : name;
}
