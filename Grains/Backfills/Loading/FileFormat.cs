namespace Warehouse.Backfills.Loading;

internal enum FileFormat
{
    Parquet,
    JsonLines,
    Csv,
}

internal static class FileFormats
{
    /// <summary>By the ending of a key; null for files that are not read.</summary>
    public static (FileFormat Format, bool IsPacked)? Of(string key) => key switch
    {
        _ when Ends(key, ".parquet") => (FileFormat.Parquet, false),
        _ when Ends(key, ".jsonl") => (FileFormat.JsonLines, false),
        _ when Ends(key, ".jsonl.gz") => (FileFormat.JsonLines, true),
        _ when Ends(key, ".csv") => (FileFormat.Csv, false),
        _ when Ends(key, ".csv.gz") => (FileFormat.Csv, true),
        _ => null,
    };

    private static bool Ends(string key, string ending) => key.EndsWith(ending, StringComparison.Ordinal);
}
