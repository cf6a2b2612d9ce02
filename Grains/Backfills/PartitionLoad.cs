using System.Diagnostics;
using Microsoft.Extensions.Options;
using Warehouse.Backfills.Loading;
using Warehouse.Failpoints;
using Warehouse.Tables;
using Warehouse.Telemetry;

namespace Warehouse.Backfills;

/// <summary>
/// One load on this silo: waits for a slot, runs outside of the grain's turns, is watched, and can be ended at once. What does the work may
/// be stuck in a call to a server that hangs; nobody waits for it then, and it can no longer commit.
/// </summary>
internal sealed partial class PartitionLoad : IDisposable
{
    /// <summary>How long work that was told to stop may take to do so before it is left alone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly PartitionProgress Cancelled = new() { State = LoadState.Failed, Error = "The load was cancelled.", IsTransient = true };
    private static readonly PartitionProgress Unreachable = new()
    {
        State = LoadState.Failed,
        Error = "The warehouse or the object store could not be reached; trying again.",
        IsTransient = true,
    };

    private readonly CancellationTokenSource _cancel = new();
    private readonly LoadServices _services;
    private readonly BackfillTarget _target;
    private readonly PartitionPlan _plan;
    private readonly ActivityContext _cause = Work.Cause;
    private readonly Task _running;
    private LoadWatch? _watch;

    public PartitionLoad(LoadServices services, BackfillTarget target, PartitionPlan plan)
    {
        (_services, _target, _plan) = (services, target, plan);
        _running = Task.Run(RunAsync);
    }

    public long Rows => _watch?.Rows ?? 0;

    /// <summary>Null while it runs or waits for its turn.</summary>
    public PartitionProgress? Result { get; private set; }

    /// <summary>Ends the load and waits for nothing.</summary>
    public void Cancel() => _cancel.CancelAsync().Ignore();

    /// <summary>The load is over, or was left alone.</summary>
    public Task WaitAsync(TimeSpan limit) => _running.WaitAsync(limit);

    public void Dispose() => _cancel.Dispose();

    private async Task RunAsync()
    {
        try
        {
            while (Result is null)
            {
                await using var slot = await _services.Slots.TakeAsync(_target.OrganizationId, _cancel.Token);

                // Null when another organization was to have the slot: then back into the queue.
                Result = await LoadAsync(slot);
            }
        }
        catch (OperationCanceledException)
        {
            // Its turn never came.
            Result = Cancelled;
        }
    }

    private async Task<PartitionProgress?> LoadAsync(BackfillSlot slot)
    {
        using var span = Work.Begin("warehouse backfill", _cause);
        span?.SetTag("warehouse.project", _target.ProjectId).SetTag("warehouse.dataset", _plan.Dataset.ToString()).SetTag("warehouse.partition", _plan.Partition);
        var start = Stopwatch.GetTimestamp();
        _services.Metrics.Began();
        var outcome = LoadOutcome.Retried;
        using var watch = new LoadWatch(_services.Limits.Value, _plan.Files.Sum(file => file.Size), _services.Time);
        _watch = watch;
        try
        {
            Failpoint.Hit("backfill.loading");
            var loaded = await UnlessStoppedAsync(slot, watch);
            Failpoint.Hit("backfill.loaded");
            outcome = LoadOutcome.Done;
            return new PartitionProgress { State = LoadState.Done, Rows = loaded.Rows, UnknownColumns = loaded.UnknownColumns };
        }
        catch (Exception exception)
        {
            var known = _cancel.IsCancellationRequested ? null : exception as BackfillException ?? watch.Verdict;
            outcome = _cancel.IsCancellationRequested ? LoadOutcome.Cancelled : known is { IsTransient: false } ? LoadOutcome.Failed : LoadOutcome.Retried;
            if (known is not null)
            {
                return new PartitionProgress { State = LoadState.Failed, Error = known.Message, IsTransient = known.IsTransient };
            }

            if (slot.AskedBack.IsCancellationRequested && !_cancel.IsCancellationRequested)
            {
                return null;
            }

            Failed(_services.Logger, _target.ProjectId, _plan.Dataset, _plan.Partition, exception);
            return _cancel.IsCancellationRequested ? Cancelled : Unreachable;
        }
        finally
        {
            // A file's own words can stand in the error: the operator's verbs show them, a trace does not.
            span?.SetTag("warehouse.rows", Rows);
            span.End(outcome.ToString().ToLowerInvariant(), outcome == LoadOutcome.Done ? null : $"The load ended as {outcome}.");
            _services.Metrics.Ended(_plan.Dataset, outcome, Rows, start);
        }
    }

    /// <summary>The load, for as long as nobody stops it. What does not heed that it is to stop is left alone.</summary>
    private async Task<LoadedPartition> UnlessStoppedAsync(BackfillSlot slot, LoadWatch watch)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_cancel.Token, slot.AskedBack, watch.Stopped);
        var work = _services.Loader.LoadAsync(_target, _plan, watch, stop.Token);
        try
        {
            return await work.WaitAsync(stop.Token);
        }
        catch (OperationCanceledException) when (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(Patience, _services.Time));
            work.Ignore();
            return work.IsCompleted ? await work : throw new OperationCanceledException(stop.Token);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Project {ProjectId}: loading {Dataset} {Partition} failed")]
    private static partial void Failed(ILogger logger, long projectId, Dataset dataset, string partition, Exception exception);
}
