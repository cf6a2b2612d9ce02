namespace Warehouse.Backfills;

/// <summary>Stored state of a team's backfill: only where it goes. What is loaded stands in the warehouse itself.</summary>
internal sealed record BackfillRecord
{
    public int Version { get; init; } = 1;

    /// <summary>Null while there is no ready warehouse to load into.</summary>
    public BackfillTarget? Target { get; init; }
}
