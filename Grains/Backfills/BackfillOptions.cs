namespace Warehouse.Backfills;

/// <summary>How backfills are run: section <c>Warehouse:Backfill</c>.</summary>
public sealed class BackfillOptions
{
    /// <summary>How often a project's bucket is listed for what is new or changed.</summary>
    public TimeSpan RescanEvery { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Partitions of one project that are loaded at a time.</summary>
    public int PartitionsPerProject { get; set; } = 2;

    /// <summary>Partitions that one silo loads at a time, of all projects together. The cluster's bound is this times its silos.</summary>
    public int PartitionsPerSilo { get; set; } = 2;
}
