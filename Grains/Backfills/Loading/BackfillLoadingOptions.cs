namespace Warehouse.Backfills;

/// <summary>How files are loaded: section <c>Warehouse:Backfill</c>.</summary>
public sealed class BackfillLoadingOptions
{
    public const string Section = "Warehouse:Backfill";

    /// <summary>
    /// Where a file is put while it is read, unpacked, one for each load under way. Default: the system's folder for temporary files.
    /// </summary>
    public string ScratchFolder { get; set; } = Path.GetTempPath();

    /// <summary>
    /// Megabytes that reading one file may take. It is a limit, not what is taken: rows of 2 KB take some 200 as JSON lines or CSV. Parquet
    /// takes more where its pages are large: DuckDB itself writes pages of up to 100 MB, and with 256 could not read them. Default 512.
    /// </summary>
    public int ReaderMemory { get; set; } = 512;

    /// <summary>The largest file, in bytes and unpacked: what unpacks to more is refused. Default 64 GiB.</summary>
    public long MaxFileSize { get; set; } = 64L << 30;

    /// <summary>How long a load waits for a lock that something else in the warehouse holds. Default 30 seconds.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
