namespace Importer;

/// <summary>What to copy, and where to. Both connection strings hold passwords: environment only, never a command line.</summary>
internal sealed class ImportSettings
{
    public required string Source { get; init; }

    /// <summary>The project's warehouse, as its root login.</summary>
    public required string Warehouse { get; init; }
    public required long ProjectId { get; init; }
    public required Guid SourceId { get; init; }

    /// <summary>A table or view of the source; the warehouse's table is named alike.</summary>
    public required string Table { get; init; }
}
