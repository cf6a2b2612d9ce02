using Microsoft.Extensions.Options;

namespace Warehouse.Backfills;

/// <summary>
/// How many partitions this silo loads at a time. First come, first served; as no project has more than a few in the queue, that is fair.
/// </summary>
internal sealed class BackfillSlots(IOptions<BackfillOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(Math.Max(1, options.Value.PartitionsPerSilo));

    public Task WaitAsync(CancellationToken cancellationToken) => _slots.WaitAsync(cancellationToken);

    public void Release() => _slots.Release();

    public void Dispose() => _slots.Dispose();
}
