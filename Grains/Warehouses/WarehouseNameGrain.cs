using Orleans.Placement;
using Orleans.Runtime;
using Warehouse.Storage;

namespace Warehouse.Warehouses;

[Immovable]
internal sealed class WarehouseNameGrain([PersistentState("warehouse_name")] IPersistentState<WarehouseNameRecord> storage)
    : Grain, IWarehouseNameGrain
{
    private ConfirmedState<WarehouseNameRecord> _state = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _state = new(storage, DeactivateOnIdle);
        return Task.CompletedTask;
    }

    public async Task<bool> ClaimAsync(Guid organizationId)
    {
        var record = await _state.UpdateAsync(record => record.Holder is null ? record with { Holder = organizationId } : record);
        return record.Holder == organizationId;
    }

    public async ValueTask<Guid?> GetHolderAsync() => (await _state.ReloadAsync()).Holder;

    public async Task ReleaseAsync(Guid organizationId)
    {
        var record = await _state.UpdateAsync(record => record.Holder == organizationId ? record with { Holder = null } : record);
        if (record.Holder is null)
        {
            DeactivateOnIdle();
        }
    }
}

/// <summary>Stored state of a <see cref="WarehouseNameGrain"/>.</summary>
internal sealed record WarehouseNameRecord
{
    public int Version { get; init; } = 1;

    /// <summary>Null when the name is free.</summary>
    public Guid? Holder { get; init; }
}
