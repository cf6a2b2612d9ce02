using Warehouse.Tables;

namespace Warehouse.Backfills.Loading;

/// <summary>As what the reader hands a value over.</summary>
internal enum FileValue
{
    Text,

    /// <summary>An integer; of a time, microseconds since 1970.</summary>
    Number,
    Flag,
}

/// <param name="Expression">What to select for it; made of our own names only.</param>
internal sealed record FileColumn(DatasetColumn Column, FileValue Value, string Expression);

/// <param name="Source">What to select from.</param>
internal sealed record FileColumns(IReadOnlyList<FileColumn> Known, IReadOnlyList<string> Unknown, string Source);

/// <summary>A file is not what its name says. The message is one plain line.</summary>
internal sealed class FileReadException(long? row, string reason, Exception? innerException = null) : Exception(reason, innerException)
{
    public long? Row { get; } = row;
}
