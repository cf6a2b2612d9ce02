using Warehouse.Settings;

namespace Warehouse.Backfills.Loading;

/// <summary>How files are loaded.</summary>
[SettingsSection("Warehouse:Backfill")]
public sealed class BackfillLoadingOptions
{
    [Setting("Where a file is put, unpacked, while it is read: one for each load under way.", Default = "the system's temporary folder")]
    public string ScratchFolder { get; set; } = Path.GetTempPath();

    // Rows of 2 KB take some 200 MB as JSON lines or CSV. DuckDB itself writes Parquet pages of up to 100 MB, and with 256 could not read them.
    [Setting(
        "What reading one file may take. It is a limit: only files that need it take it. A Parquet file whose pages are larger is refused.",
        Unit = "megabytes", Min = "64")]
    public int ReaderMemory { get; set; } = 512;

    [Setting("The largest file, unpacked: 20 GiB. `ScratchFolder` needs this times `PartitionsPerSilo`.", Unit = "bytes", Min = "1")]
    public long MaxFileSize { get; set; } = 20L << 30;

    [Setting("What loads leave free where `ScratchFolder` is: 1 GiB. A load that would take it is tried again later.", Unit = "bytes", Min = "0")]
    public long KeepFree { get; set; } = 1L << 30;

    [Setting("How long a load waits for a lock that something else in the warehouse holds.", Min = "00:00:00.001")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
