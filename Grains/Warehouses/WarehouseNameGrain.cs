using Orleans.Placement;
using Orleans.Runtime;
using Warehouse.Storage;

namespace Warehouse.Warehouses;

[Immovable]
internal sealed class WarehouseNameGrain([PersistentState("warehouse_name")] IPersistentState<WarehouseNameRecord> storage)
    : Grain, IWarehouseNameGrain
{
    public async Task<bool> ClaimAsync(Guid organizationId)
    {
        if (storage.State.Holder is { } holder)
        {
            return holder == organizationId;
        }

        await storage.WriteOrDeactivateAsync(new WarehouseNameRecord { Holder = organizationId }, this);
        return true;
    }

    public ValueTask<Guid?> GetHolderAsync() => new(storage.State.Holder);

    public async Task ReleaseAsync(Guid organizationId)
    {
        if (storage.State.Holder != organizationId)
        {
            return;
        }

        await storage.WriteOrDeactivateAsync(new WarehouseNameRecord(), this);
        DeactivateOnIdle();
    }
}

/// <summary>Stored state of a <see cref="WarehouseNameGrain"/>.</summary>
internal sealed record WarehouseNameRecord
{
    public int Version { get; init; } = 1;

    /// <summary>Null when the name is free.</summary>
    public Guid? Holder { get; init; }
}
