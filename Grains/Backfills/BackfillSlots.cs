using Microsoft.Extensions.Options;

namespace Warehouse.Backfills;

/// <summary>
/// How many partitions this silo loads at a time. An organization has several slots only while no other waits: those that have none come
/// first, and when all slots are taken, an organization that has more than one is asked to give its latest back.
/// </summary>
internal sealed class BackfillSlots(IOptions<BackfillOptions> options)
{
    private readonly Lock _lock = new();
    private readonly List<BackfillSlot> _held = [];
    private readonly List<Waiter> _waiting = [];

    private int Count => Math.Max(1, options.Value.PartitionsPerSilo);

    /// <summary>To be disposed of when the load is over.</summary>
    public async Task<BackfillSlot> TakeAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(organizationId);
        lock (_lock)
        {
            _waiting.Add(waiter);
        }

        await ArrangeAsync();
        await using var registration = cancellationToken.Register(() => Leave(waiter, cancellationToken));
        return await waiter.Granted.Task;
    }

    internal async Task ReleaseAsync(BackfillSlot slot)
    {
        lock (_lock)
        {
            _held.Remove(slot);
        }

        await ArrangeAsync();
    }

    private void Leave(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // Had it been granted by now, it would not be here, and its taker gives it back.
            if (_waiting.Remove(waiter))
            {
                waiter.Granted.SetCanceled(cancellationToken);
            }
        }
    }

    private async Task ArrangeAsync()
    {
        List<BackfillSlot> askedBack = [];
        lock (_lock)
        {
            while (_held.Count < Count && _waiting.Count > 0)
            {
                var next = _waiting.Find(waiter => HeldBy(waiter.OrganizationId) == 0) ?? _waiting[0];
                _waiting.Remove(next);
                var slot = new BackfillSlot(this, next.OrganizationId);
                _held.Add(slot);
                next.Granted.SetResult(slot);
            }

            var without = _waiting.Select(waiter => waiter.OrganizationId).Distinct().Count(organization => HeldBy(organization) == 0);
            for (var wanted = without - _held.Count(slot => slot.IsAskedBack); wanted > 0 && FindSurplus() is { } surplus; wanted--)
            {
                surplus.IsAskedBack = true;
                askedBack.Add(surplus);
            }
        }

        foreach (var slot in askedBack)
        {
            await slot.AskBackAsync();
        }
    }

    private int HeldBy(Guid organizationId) => _held.Count(slot => slot.OrganizationId == organizationId && !slot.IsAskedBack);

    /// <summary>The latest slot of an organization that has more than one.</summary>
    private BackfillSlot? FindSurplus() => _held.FindLast(slot => !slot.IsAskedBack && HeldBy(slot.OrganizationId) > 1);

    private sealed record Waiter(Guid OrganizationId)
    {
        public TaskCompletionSource<BackfillSlot> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
