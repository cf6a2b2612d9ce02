using System.Diagnostics;
using Warehouse.Backfills.Loading;
using Warehouse.Failpoints;
using Warehouse.Tables;
using Warehouse.Telemetry;

namespace Warehouse.Backfills;

internal sealed partial class BackfillPartitionGrain(
    PartitionLoader loader, BackfillSlots slots, BackfillMetrics metrics, ILogger<BackfillPartitionGrain> logger) : Grain, IBackfillPartitionGrain, IDisposable
{
    private static readonly TimeSpan KeepResult = TimeSpan.FromMinutes(5);

    private Guid _loadId;
    private PartitionPlan? _plan;
    private Load? _load;

    public async Task StartAsync(Guid loadId, BackfillTarget target, PartitionPlan plan)
    {
        if (_load is { Result: null } && _plan?.Fingerprint == plan.Fingerprint)
        {
            // The team's silo died and ours did not: what it asks for is under way.
            _loadId = loadId;
            return;
        }

        if (_loadId == loadId)
        {
            return;
        }

        if (_load is not null)
        {
            await _load.CancelAsync();
            _load.Dispose();
        }

        (_loadId, _plan) = (loadId, plan);
        _load = new Load(loader, slots, target, plan, metrics, logger);
        DelayDeactivation(Timeout.InfiniteTimeSpan);
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

    public async Task CancelAsync(Guid loadId)
    {
        if (_load is not null && loadId == _loadId)
        {
            await _load.CancelAsync();
            DelayDeactivation(KeepResult);
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _load?.CancelAsync() ?? Task.CompletedTask;

    public void Dispose() => _load?.Dispose();

    /// <summary>The work itself, on the thread pool: a turn of the grain must not wait for it.</summary>
    private sealed partial class Load : IProgress<long>, IDisposable
    {
        private static readonly PartitionProgress Cancelled = new() { State = LoadState.Failed, Error = "The load was cancelled.", IsTransient = true };
        private static readonly PartitionProgress Unreachable = new()
        {
            State = LoadState.Failed,
            Error = "The warehouse or the object store could not be reached; trying again.",
            IsTransient = true,
        };

        private readonly CancellationTokenSource _cancel = new();
        private readonly Task _running;
        private long _rows;

        public Load(PartitionLoader loader, BackfillSlots slots, BackfillTarget target, PartitionPlan plan, BackfillMetrics metrics, ILogger logger)
        {
            var cause = Work.Cause;
            _running = Task.Run(() => RunAsync(loader, slots, target, plan, metrics, cause, logger));
        }

        public long Rows => Interlocked.Read(ref _rows);

        public PartitionProgress? Result { get; private set; }

        public void Report(long value) => Interlocked.Exchange(ref _rows, value);

        public async Task CancelAsync()
        {
            await _cancel.CancelAsync();
            await _running;
        }

        public void Dispose() => _cancel.Dispose();

        private async Task RunAsync(
            PartitionLoader loader, BackfillSlots slots, BackfillTarget target, PartitionPlan plan, BackfillMetrics metrics, ActivityContext cause, ILogger logger)
        {
            try
            {
                await slots.WaitAsync(_cancel.Token);
                try
                {
                    await LoadAsync(loader, target, plan, metrics, cause, logger);
                }
                finally
                {
                    slots.Release();
                }
            }
            catch (OperationCanceledException)
            {
                // Its turn never came.
                Result = Cancelled;
            }
        }

        private async Task LoadAsync(
            PartitionLoader loader, BackfillTarget target, PartitionPlan plan, BackfillMetrics metrics, ActivityContext cause, ILogger logger)
        {
            using var span = Work.Begin("warehouse backfill", cause);
            span?.SetTag("warehouse.project", target.ProjectId).SetTag("warehouse.dataset", plan.Dataset.ToString()).SetTag("warehouse.partition", plan.Partition);
            var start = Stopwatch.GetTimestamp();
            metrics.Began();
            var outcome = LoadOutcome.Retried;
            try
            {
                Failpoint.Hit("backfill.loading");
                var loaded = await loader.LoadAsync(target, plan, this, _cancel.Token);
                Failpoint.Hit("backfill.loaded");
                outcome = LoadOutcome.Done;
                Result = new PartitionProgress { State = LoadState.Done, Rows = loaded.Rows, UnknownColumns = loaded.UnknownColumns };
            }
            catch (BackfillException exception)
            {
                outcome = exception.IsTransient ? LoadOutcome.Retried : LoadOutcome.Failed;
                Result = new PartitionProgress { State = LoadState.Failed, Error = exception.Message, IsTransient = exception.IsTransient };
            }
            catch (Exception exception)
            {
                outcome = _cancel.IsCancellationRequested ? LoadOutcome.Cancelled : LoadOutcome.Retried;
                Failed(logger, target.ProjectId, plan.Dataset, plan.Partition, exception);
                Result = _cancel.IsCancellationRequested ? Cancelled : Unreachable;
            }
            finally
            {
                // A file's own words can stand in the error: the operator's verbs show them, a trace does not.
                span?.SetTag("warehouse.rows", Rows);
                span.End(outcome.ToString().ToLowerInvariant(), outcome == LoadOutcome.Done ? null : $"The load ended as {outcome}.");
                metrics.Ended(plan.Dataset, outcome, Rows, start);
            }
        }

        [LoggerMessage(LogLevel.Warning, "Project {ProjectId}: loading {Dataset} {Partition} failed")]
        private static partial void Failed(ILogger logger, long projectId, Dataset dataset, string partition, Exception exception);
    }
}
