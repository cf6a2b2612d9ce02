using Warehouse.Backfills.Loading;

namespace Warehouse.Backfills;

internal sealed class BackfillPartitionGrain(LoadServices services) : Grain, IBackfillPartitionGrain, IDisposable
{
    private static readonly TimeSpan KeepResult = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(2);

    private Guid _loadId;
    private long _projectId;
    private PartitionLoad? _load;

    public Task StartAsync(Guid loadId, BackfillTarget target, PartitionPlan plan)
    {
        if (_loadId == loadId)
        {
            return Task.CompletedTask;
        }

        // An earlier load is not waited for: it is not wanted any more, and the warehouse lets one load of a partition write after the other.
        EndLoad();
        (_loadId, _projectId) = (loadId, target.ProjectId);
        _load = new PartitionLoad(services, target, plan);
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public ValueTask<PartitionProgress> GetProgressAsync(Guid loadId)
    {
        if (_load is null || loadId != _loadId)
        {
            return new(new PartitionProgress { State = LoadState.Unknown });
        }

        if (_load.Result is { } result)
        {
            DelayDeactivation(KeepResult);
            return new(result);
        }

        return new(new PartitionProgress { State = LoadState.Running, Rows = _load.Rows });
    }

    public Task CancelAsync(Guid loadId)
    {
        if (_load is not null && loadId == _loadId)
        {
            _load.Cancel();
            DelayDeactivation(KeepResult);
        }

        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_load is not { Result: null })
        {
            return;
        }

        _load.Cancel();
        try
        {
            // A load that nobody tells of counts as one that killed its silo.
            await GrainFactory.GetGrain<IBackfillGrain>(_projectId).LeaveLoadAsync(_loadId).WaitAsync(LeaveLimit, cancellationToken);
            await _load.WaitAsync(LeaveLimit);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException or OrleansException)
        {
            // The silo does not stay for it.
        }
    }

    public void Dispose() => EndLoad();

    private void EndLoad()
    {
        _load?.Cancel();
        _load = null;
    }
}
