using System.Globalization;
using Warehouse.Backfills.Loading;

namespace Warehouse.Backfills;

/// <summary>
/// Keeps a load within its limits, from outside of it: what reads and writes only has to say that it moves. When the load stands still or
/// takes too long, <see cref="Stopped"/> is cancelled.
/// </summary>
internal sealed class LoadWatch : ILoadWatch, IDisposable
{
    /// <summary>What unpacks to less is no bomb, whatever it was packed to.</summary>
    private const long SmallSize = 1L << 30;

    private readonly LoadLimits _limits;
    private readonly long _packedSize;
    private readonly CancellationTokenSource _stalled;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _stopped;
    private long _rows;

    public LoadWatch(LoadLimits limits, long packedSize, TimeProvider time)
    {
        (_limits, _packedSize) = (limits, packedSize);
        _stalled = new CancellationTokenSource(limits.StallAfter, time);
        _over = new CancellationTokenSource(limits.TimeLimit, time);
        _stopped = CancellationTokenSource.CreateLinkedTokenSource(_stalled.Token, _over.Token);
    }

    public CancellationToken Stopped => _stopped.Token;

    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>Why it was stopped; null when it was not.</summary>
    public BackfillException? Verdict =>
        _over.IsCancellationRequested ? Refuse($"loading it takes longer than {_limits.TimeLimit}: split the partition")
        : _stalled.IsCancellationRequested
            ? new BackfillException(null, null, "the warehouse or the object store did not answer; trying again", BackfillFailure.Stalled)
        : null;

    public void Moved(long rows, long bytes)
    {
        Interlocked.Exchange(ref _rows, rows);
        if (rows > _limits.MaxRows)
        {
            throw Refuse(string.Create(CultureInfo.InvariantCulture, $"more than {_limits.MaxRows} rows: split the partition"));
        }

        if (bytes > _limits.MaxSize)
        {
            throw Refuse(string.Create(CultureInfo.InvariantCulture, $"more than {_limits.MaxSize} bytes once it is unpacked: split the partition"));
        }

        if (bytes > SmallSize && bytes / _limits.MaxRatio > _packedSize)
        {
            throw Refuse(string.Create(CultureInfo.InvariantCulture, $"it unpacks to more than {_limits.MaxRatio} times the size of its files"));
        }

        _stalled.CancelAfter(_limits.StallAfter);
    }

    public void Expect(TimeSpan silence) => _stalled.CancelAfter(silence);

    public void Dispose()
    {
        _stopped.Dispose();
        _stalled.Dispose();
        _over.Dispose();
    }

    private static BackfillException Refuse(string reason) => new(null, null, reason);
}
