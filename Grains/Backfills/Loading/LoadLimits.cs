using Warehouse.Settings;

namespace Warehouse.Backfills.Loading;

/// <summary>What one project's files and one load may take, so that no organization holds up the others.</summary>
[SettingsSection("Warehouse:Backfill")]
public sealed class LoadLimits
{
    [Setting("Files below a project's prefix in the bucket. With more of them nothing of the project is loaded.", Unit = "files", Min = "1")]
    public int MaxFiles { get; set; } = 100_000;

    [Setting("Files of one partition.", Unit = "files", Min = "1")]
    public int MaxFilesPerPartition { get; set; } = 10_000;

    [Setting("Rows of one partition.", Unit = "rows", Min = "1")]
    public long MaxRows { get; set; } = 1_000_000_000;

    [Setting("One partition's files, unpacked: 256 GiB.", Unit = "bytes", Min = "1")]
    public long MaxSize { get; set; } = 256L << 30;

    [Setting("How many times larger than its files a partition may be once it is unpacked. What unpacks to less than 1 GiB passes.", Min = "1")]
    public int MaxRatio { get; set; } = 250;

    [Setting("How long one load may take.", Min = "00:00:01")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromHours(6);

    [Setting("How long nothing of a load may move before its connections are broken and it is tried again.", Min = "00:00:01")]
    public TimeSpan StallAfter { get; set; } = TimeSpan.FromMinutes(1);
}
