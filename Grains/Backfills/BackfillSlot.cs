namespace Warehouse.Backfills;

/// <summary>The right to load one partition on this silo, until it is disposed of.</summary>
internal sealed class BackfillSlot(BackfillSlots slots, Guid organizationId) : IAsyncDisposable
{
    private readonly CancellationTokenSource _askedBack = new();

    public Guid OrganizationId => organizationId;

    /// <summary>Cancelled when another organization waits for a slot and this one has more than one: the load is to be begun again later.</summary>
    public CancellationToken AskedBack => _askedBack.Token;

    /// <summary>Set under the lock of the slots.</summary>
    internal bool IsAskedBack { get; set; }

    public async ValueTask DisposeAsync()
    {
        await slots.ReleaseAsync(this);
        _askedBack.Dispose();
    }

    internal async Task AskBackAsync()
    {
        try
        {
            await _askedBack.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // Given back meanwhile.
        }
    }
}
