namespace Warehouse.Tables;

/// <summary>The tables that are a project's own.</summary>
internal static class ProjectTables
{
    public static IReadOnlyList<string> NamesFor(string suffix) => [NameOf(Dataset.Events, suffix), NameOf(Dataset.Persons, suffix)];

    public static string NameOf(Dataset dataset, string suffix) => DatasetTable.Of(dataset).NameFor(suffix);
}
