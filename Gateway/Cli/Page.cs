namespace Warehouse.Cli;

/// <summary>Part of a list: at most as many as asked for, and where to go on when there are more.</summary>
internal sealed record Page<T, TKey>(IReadOnlyList<T> Items, TKey? NextAfter);

internal static class Page
{
    // What one grain call returns stays small, whatever the operator asks for.
    private const int CallSize = 500;

    public static async Task<Page<T, TKey>> FetchAsync<T, TKey>(int limit, TKey? after, Func<int, TKey?, Task<IReadOnlyList<T>>> fetch, Func<T, TKey> keyOf)
    {
        var items = new List<T>();
        while (true)
        {
            // One more than wanted tells whether the list goes on.
            var wanted = Math.Min(CallSize, limit + 1 - items.Count);
            var part = await fetch(wanted, items.Count == 0 ? after : keyOf(items[^1]));
            items.AddRange(part);
            if (items.Count > limit)
            {
                return new Page<T, TKey>(items[..limit], keyOf(items[limit - 1]));
            }

            if (part.Count < wanted)
            {
                return new Page<T, TKey>(items, default);
            }
        }
    }
}
