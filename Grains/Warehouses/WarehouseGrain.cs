using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Runtime;
using Warehouse.Backfills;
using Warehouse.ObjectStore;
using Warehouse.Servers;
using Warehouse.Storage;
using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Warehouses;

/// <summary>
/// The warehouse of one organization. Calls answer from the confirmed record or change it; the steps that follow from a change are run by
/// <see cref="WarehouseMachine"/>. Immovable: a stopping silo would otherwise send what is in memory to another one, and the next activation
/// must begin with what is stored.
/// </summary>
[Immovable]
internal sealed class WarehouseGrain(
    [PersistentState("warehouse")] IPersistentState<WarehouseRecord> storage,
    WarehouseServers servers,
    WarehouseRunner runner,
    PasswordReset passwordReset,
    IOptions<ProvisioningOptions> options,
    IOptions<ObjectStoreOptions> objectStore,
    WarehouseMetrics metrics,
    TimeProvider time,
    ILogger<WarehouseGrain> logger) : Grain, IWarehouseGrain, IWarehouseAccess, IRemindable, IDisposable
{
    private ConfirmedState<WarehouseRecord> _state = null!;
    private WarehouseMachine _machine = null!;
    private ProvisionCall _provision = null!;
    private WarehouseState? _counted;

    private Guid Id => this.GetPrimaryKey();

    private string Bucket => BucketName.For(Id, objectStore.Value.BucketPrefix);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _state = new ConfirmedState<WarehouseRecord>(storage, DeactivateOnIdle, record => Count(record.Provision?.State));
        Count(_state.Value.Provision?.State);
        _machine = new WarehouseMachine(this, Id, Bucket, _state, runner, options.Value, metrics, time, logger);
        _provision = new ProvisionCall(Id, Bucket, _state, _machine, servers, runner, GrainFactory, time, logger);
        _machine.Schedule();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _machine.HandOverAsync(reason);

    public Task<ProvisionResult> ProvisionAsync(ProvisionCommand command)
    {
        WarehouseArguments.Check(command);
        return _provision.RunAsync(command);
    }

    public Task<bool> IsNameAvailableAsync(string databaseName) => _provision.IsNameAvailableAsync(databaseName);

    public async Task<ResetPasswordResult> ResetPasswordAsync(string verifier)
    {
        WarehouseArguments.CheckVerifier(verifier);
        try
        {
            var result = (await _state.ReloadAsync()).Provision switch
            {
                null => new ResetPasswordResult { Outcome = ResetPasswordOutcome.NotFound },
                { State: WarehouseState.Ready } provision => await _machine.CallAsync(
                    limit => passwordReset.RunAsync(_state, _machine.SpecOf(provision), provision.OperationId, verifier, limit)),
                _ => new ResetPasswordResult { Outcome = ResetPasswordOutcome.NotReady },
            };
            metrics.Reset(result.Outcome);
            return result;
        }
        catch
        {
            metrics.ResetFailed();
            throw;
        }
    }

    public async Task<DeprovisionOutcome> DeprovisionAsync()
    {
        switch ((await _state.ReloadAsync()).Provision)
        {
            case null:
                return DeprovisionOutcome.NotFound;
            case { State: WarehouseState.Deleting or WarehouseState.Deleted }:
                return DeprovisionOutcome.AlreadyDeleting;
            case var provision:
                await _machine.CallAsync(() => _state.UpdateAsync(record =>
                    record.Change(provision.OperationId, current => current.Deprovision(time.GetUtcNow()))));
                return DeprovisionOutcome.Started;
        }
    }

    public async Task<bool> HealAsync()
    {
        if ((await _state.ReloadAsync()).Provision is not { State: WarehouseState.Ready or WarehouseState.Failed } provision)
        {
            return false;
        }

        await _machine.CallAsync(() => _state.UpdateAsync(record =>
            record.Change(provision.OperationId, current => current.Heal(time.GetUtcNow()))));
        return true;
    }

    public async Task<EnableBackfillOutcome> EnableBackfillAsync(long projectId, string tableSuffix)
    {
        WarehouseArguments.CheckTableSuffix(tableSuffix);
        var record = await _state.ReloadAsync();
        if (record.Provision is not { State: not (WarehouseState.Deleting or WarehouseState.Deleted) })
        {
            return EnableBackfillOutcome.NoWarehouse;
        }

        if (record.SuffixConflict(projectId, tableSuffix) is { } conflict)
        {
            return conflict == ProvisionOutcome.SuffixFixed ? EnableBackfillOutcome.SuffixFixed : EnableBackfillOutcome.SuffixTaken;
        }

        if (record.TableSuffixes.ContainsKey(projectId))
        {
            return EnableBackfillOutcome.Unchanged;
        }

        await _machine.CallAsync(() => _state.UpdateAsync(current => current.EnableBackfill(projectId, tableSuffix)));
        return EnableBackfillOutcome.Enabled;
    }

    public ValueTask<WarehouseStatus?> GetStatusAsync() =>
        new(_state.Value.Provision is { } provision ? WarehouseViews.Status(Id, _state.Value, provision, servers) : null);

    public ValueTask<WarehouseReport?> GetReportAsync() =>
        new(_state.Value.Provision is { } provision ? WarehouseViews.Report(Id, _state.Value, provision, servers, Bucket) : null);

    public ValueTask<WarehouseAccess?> GetAccessAsync() =>
        new(_state.Value.Provision is { } provision ? WarehouseViews.Access(Id, _state.Value, provision) : null);

    /// <summary>The tick has activated the grain, and activation starts the machine. All that is left is to end ticks that nobody needs.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => _machine.TickAsync();

    public void Dispose()
    {
        Count(null);
        _machine?.Dispose();
    }

    private void Count(WarehouseState? state)
    {
        if (state != _counted)
        {
            metrics.Moved(_counted, state);
            _counted = state;
        }
    }
}
