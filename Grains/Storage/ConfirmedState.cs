using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;
using Orleans.Storage;

namespace Warehouse.Storage;

/// <summary>
/// A grain's state as its readers may see it: the last value that storage has confirmed. It is never ahead of storage, and it stays readable
/// while storage is away. The grain makes one when it is activated, from what Orleans has just read.
/// </summary>
/// <param name="storage">Where the state is kept. Nobody else touches it from now on.</param>
/// <param name="deactivate">Ends this activation: another one has written, and there must not be two.</param>
/// <param name="changed">Is told of every value that differs from the one before, once it is confirmed.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore that nobody asks for its wait handle has nothing to release.")]
internal sealed class ConfirmedState<T>(IPersistentState<T> storage, Action deactivate, Action<T>? changed = null)
    where T : class
{
    private readonly SemaphoreSlim _writing = new(1);
    private bool _unconfirmed;

    public T Value { get; private set; } = storage.State;

    /// <summary>True after a write that failed: what is stored may be the value before it or the one it was to write.</summary>
    public bool IsUnconfirmed => _unconfirmed;

    /// <summary>
    /// Writes what <paramref name="change"/> makes of the value; nothing when that is the same object. Changes come one after the other, each
    /// on what is stored. When this throws, the outcome is unknown until the next update or reload has read it again.
    /// </summary>
    /// <returns>The confirmed value.</returns>
    public Task<T> UpdateAsync(Func<T, T> change) => OneByOneAsync(async () =>
    {
        var next = change(Value);
        if (ReferenceEquals(next, Value))
        {
            return;
        }

        _unconfirmed = true;
        storage.State = next;
        await storage.WriteStateAsync();
        Confirm(next);
    });

    /// <summary>Reads again if the last write was not confirmed: for those who decide by the value before they change it.</summary>
    public Task<T> ReloadAsync() => OneByOneAsync(() => Task.CompletedTask);

    private async Task<T> OneByOneAsync(Func<Task> work)
    {
        await _writing.WaitAsync();
        try
        {
            if (_unconfirmed)
            {
                await storage.ReadStateAsync();
                Confirm(storage.State);
            }

            await work();
            return Value;
        }
        catch (InconsistentStateException)
        {
            deactivate();
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Confirm(T value)
    {
        Value = value;
        _unconfirmed = false;
        changed?.Invoke(value);
    }
}
