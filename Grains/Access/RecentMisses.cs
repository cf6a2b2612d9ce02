using System.Collections.Concurrent;

namespace Warehouse.Access;

/// <summary>
/// What was looked for a moment ago and does not exist. Whoever asks for the same again and again costs one statement in that time;
/// what is made in the meantime is found once it has passed.
/// </summary>
internal sealed class RecentMisses<T>(TimeProvider time)
    where T : notnull
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);
    public const int Capacity = 10_000;

    private readonly ConcurrentDictionary<T, long> _missed = new();

    public bool Contains(T item) => _missed.TryGetValue(item, out var at) && time.GetElapsedTime(at) < KeptFor;

    public void Add(T item)
    {
        // Starting over when full bounds the memory. It costs one more statement for each of those that are asked for again.
        if (_missed.Count >= Capacity)
        {
            _missed.Clear();
        }

        _missed[item] = time.GetTimestamp();
    }
}
