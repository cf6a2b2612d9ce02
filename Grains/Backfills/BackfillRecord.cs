namespace Warehouse.Backfills;

/// <summary>Stored state of a team's backfill: where it goes, and whether an operator stopped it. What is loaded stands in the warehouse itself.</summary>
internal sealed record BackfillRecord
{
    public int Version { get; init; } = 1;

    /// <summary>Null while there is no ready warehouse to load into.</summary>
    public BackfillTarget? Target { get; init; }

    /// <summary>An operator has stopped it: nothing is loaded until one lets it go on.</summary>
    public bool IsCancelled { get; init; }
}
