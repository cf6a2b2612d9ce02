using Warehouse.Settings;

namespace Warehouse.Backfills;

/// <summary>How backfills are run.</summary>
[SettingsSection("Warehouse:Backfill")]
public sealed class BackfillOptions
{
    [Setting("How often a project's bucket is listed for what is new or changed.", Min = "00:00:01")]
    public TimeSpan RescanEvery { get; set; } = TimeSpan.FromMinutes(5);

    [Setting("Partitions of one project that are loaded at a time.", Unit = "partitions", Min = "1")]
    public int PartitionsPerProject { get; set; } = 2;

    [Setting("Partitions one silo loads at a time, of all projects together. The cluster's bound is this times its silos.", Unit = "partitions", Min = "1")]
    public int PartitionsPerSilo { get; set; } = 2;
}
