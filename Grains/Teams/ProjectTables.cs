namespace Warehouse.Teams;

/// <summary>The tables that are a project's own.</summary>
internal static class ProjectTables
{
    public static IReadOnlyList<string> NamesFor(string suffix) => [$"events_{suffix}", $"persons_{suffix}"];
}
