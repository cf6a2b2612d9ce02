namespace Warehouse.Backfills.Loading;

/// <summary>Counts what a load has done, and tells its watch often enough without doing so for each row.</summary>
internal sealed class LoadProgress(ILoadWatch watch)
{
    private const int RowsPerReport = 1_000;
    private const int BytesPerReport = 1 << 20;

    private long _bytes;
    private long _reportedRows;
    private long _reportedBytes;

    public long Rows { get; private set; }

    public void AddBytes(long bytes)
    {
        _bytes += bytes;
        if (_bytes - _reportedBytes >= BytesPerReport)
        {
            Report();
        }
    }

    public void AddRow(long bytes)
    {
        Rows++;
        if (Rows - _reportedRows >= RowsPerReport)
        {
            _bytes += bytes;
            Report();
        }
        else
        {
            AddBytes(bytes);
        }
    }

    public void Report()
    {
        (_reportedRows, _reportedBytes) = (Rows, _bytes);
        watch.Moved(Rows, _bytes);
    }

    public void Expect(TimeSpan silence) => watch.Expect(silence);
}
