using Orleans.Storage;

namespace Warehouse.Storage;

public sealed class ConfirmedStateTests
{
    private readonly FakeStorage<Counter>.Store _store = new();
    private readonly FakeStorage<Counter> _storage;
    private readonly ConfirmedState<Counter> _state;
    private readonly List<int> _seen = [];
    private int _deactivations;

    public ConfirmedStateTests()
    {
        _storage = new(_store);
        _state = new(_storage, () => _deactivations++, counter => _seen.Add(counter.Count));
    }

    [Fact]
    public async Task A_change_is_seen_once_it_is_stored()
    {
        var mayStore = new TaskCompletionSource();
        _storage.BeforeWrite = () => mayStore.Task;
        var update = _state.UpdateAsync(Add);
        Assert.Equal(0, _state.Value.Count);
        Assert.Empty(_seen);

        mayStore.SetResult();
        Assert.Equal(1, (await update).Count);
        Assert.Equal(1, _state.Value.Count);
        Assert.Equal([1], _seen);
    }

    [Fact]
    public async Task Changes_come_one_after_the_other_and_none_is_lost()
    {
        var mayStore = new TaskCompletionSource();
        _storage.BeforeWrite = () => mayStore.Task;
        var updates = Enumerable.Range(0, 5).Select(_ => _state.UpdateAsync(Add)).ToList();
        mayStore.SetResult();
        await Task.WhenAll(updates);
        Assert.Equal(5, _store.Stored.Count);
        Assert.Equal([1, 2, 3, 4, 5], _seen);
    }

    [Fact]
    public async Task The_same_object_is_not_written()
    {
        await _state.UpdateAsync(counter => counter);
        Assert.Equal(0, _store.Version);
        Assert.Empty(_seen);
    }

    [Fact]
    public async Task A_write_that_failed_before_it_stored_is_not_seen_and_the_next_change_begins_with_what_is_stored()
    {
        _storage.BeforeWrite = () => throw new TimeoutException();
        await Assert.ThrowsAsync<TimeoutException>(() => _state.UpdateAsync(Add));
        Assert.Equal(0, _state.Value.Count);
        Assert.True(_state.IsUnconfirmed);

        Assert.Equal(1, (await _state.UpdateAsync(Add)).Count);
        Assert.Equal(1, _store.Stored.Count);
        Assert.False(_state.IsUnconfirmed);
    }

    [Fact]
    public async Task A_write_that_failed_after_it_stored_is_seen_when_it_has_been_read_again()
    {
        _storage.AfterWrite = () => throw new TimeoutException();
        await Assert.ThrowsAsync<TimeoutException>(() => _state.UpdateAsync(Add));
        Assert.Equal(0, _state.Value.Count);

        Assert.Equal(1, (await _state.ReloadAsync()).Count);
        Assert.Equal(2, (await _state.UpdateAsync(Add)).Count);
        Assert.Equal(2, _store.Stored.Count);
        Assert.Equal(0, _deactivations);
    }

    [Fact]
    public async Task While_the_store_is_away_readers_see_the_last_confirmed_value_and_a_change_fails()
    {
        await _state.UpdateAsync(Add);
        _storage.AfterWrite = () => throw new TimeoutException();
        await Assert.ThrowsAsync<TimeoutException>(() => _state.UpdateAsync(Add));
        _storage.IsAway = true;
        await Assert.ThrowsAsync<TimeoutException>(() => _state.UpdateAsync(Add));
        await Assert.ThrowsAsync<TimeoutException>(_state.ReloadAsync);
        Assert.Equal(1, _state.Value.Count);

        _storage.IsAway = false;
        Assert.Equal(3, (await _state.UpdateAsync(Add)).Count);
    }

    [Fact]
    public async Task A_reload_after_confirmed_writes_reads_nothing()
    {
        await _state.UpdateAsync(Add);
        Assert.Equal(1, (await _state.ReloadAsync()).Count);
        Assert.Equal(0, _storage.Reads);
    }

    [Fact]
    public async Task When_another_activation_has_written_this_one_ends_and_its_change_is_not_stored()
    {
        var other = new ConfirmedState<Counter>(new FakeStorage<Counter>(_store), () => { });
        await other.UpdateAsync(Add);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _state.UpdateAsync(counter => new Counter(counter.Count + 10)));
        Assert.Equal(1, _deactivations);
        Assert.Equal(0, _state.Value.Count);
        Assert.Equal(1, _store.Stored.Count);
    }

    [Fact]
    public async Task A_change_that_throws_changes_nothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _state.UpdateAsync(_ => throw new InvalidOperationException()));
        Assert.False(_state.IsUnconfirmed);
        Assert.Equal(0, _store.Version);
    }

    private static Counter Add(Counter counter) => new(counter.Count + 1);

    private sealed record Counter(int Count)
    {
        public Counter()
            : this(0)
        {
        }
    }
}
