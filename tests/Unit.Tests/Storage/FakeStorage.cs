using Orleans.Runtime;
using Orleans.Storage;

namespace Warehouse.Storage;

/// <summary>
/// One grain's state in a store that checks ETags and fails when it is told to. Several activations may have one each on a store.
/// </summary>
internal sealed class FakeStorage<T>(FakeStorage<T>.Store store) : IPersistentState<T>
    where T : class, new()
{
    private int _etag = store.Version;

    public T State { get; set; } = store.Stored;

    public string Etag => _etag.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public bool RecordExists => store.Version > 0;

    public int Reads { get; private set; }

    /// <summary>Runs before the next write stores anything, once.</summary>
    public Func<Task>? BeforeWrite { get; set; }

    /// <summary>Runs after the next write has stored its value, once.</summary>
    public Func<Task>? AfterWrite { get; set; }

    /// <summary>As long as it is set, nothing can be read.</summary>
    public bool IsAway { get; set; }

    public Task ReadStateAsync()
    {
        if (IsAway)
        {
            throw new TimeoutException("The store is away.");
        }

        Reads++;
        (State, _etag) = (store.Stored, store.Version);
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync()
    {
        await RunOnceAsync(BeforeWrite, () => BeforeWrite = null);
        if (_etag != store.Version)
        {
            throw new InconsistentStateException("Another one has written.");
        }

        store.Stored = State;
        store.Version++;
        await RunOnceAsync(AfterWrite, () => AfterWrite = null);
        _etag = store.Version;
    }

    public Task ClearStateAsync() => throw new NotSupportedException();

    private static Task RunOnceAsync(Func<Task>? action, Action forget)
    {
        forget();
        return action?.Invoke() ?? Task.CompletedTask;
    }

    /// <summary>What all activations share.</summary>
    public sealed class Store
    {
        public T Stored { get; set; } = new();

        public int Version { get; set; }
    }
}
