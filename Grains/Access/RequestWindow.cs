namespace Warehouse.Access;

/// <summary>
/// The times of the requests granted within a sliding span. Exact, and as large as the limit at most. Our own because the limiters of
/// System.Threading.RateLimiting count in fixed segments and do not say when a sliding window opens again.
/// </summary>
internal sealed class RequestWindow(TimeSpan span)
{
    private readonly Queue<DateTimeOffset> _granted = new();

    /// <summary>Null when another request fits; otherwise how long until one does.</summary>
    public TimeSpan? WaitFor(int limit, DateTimeOffset now)
    {
        while (_granted.TryPeek(out var oldest) && oldest + span <= now)
        {
            _granted.Dequeue();
        }

        return limit > 0 && _granted.Count >= limit ? _granted.ElementAt(_granted.Count - limit) + span - now : null;
    }

    public void Count(int limit, DateTimeOffset now)
    {
        if (limit > 0)
        {
            _granted.Enqueue(now);
        }
    }
}
