namespace Warehouse.Backfills.Loading;

/// <summary>Which rows of a load came from which file: the server counts them all.</summary>
internal sealed class FileStarts
{
    private readonly List<(string File, long Before)> _starts = [];

    /// <param name="before">Rows of the files before this one.</param>
    public void Begin(string file, long before) => _starts.Add((file, before));

    /// <summary>The file and the row in it, counted from 1, of the row that the server counts as <paramref name="line"/>.</summary>
    public (string File, long Row) Locate(long line)
    {
        var (file, before) = _starts.FindLast(start => start.Before < line);
        return (file, line - before);
    }
}
