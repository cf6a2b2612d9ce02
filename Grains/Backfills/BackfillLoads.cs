using Warehouse.Backfills.Loading;
using Warehouse.Failures;
using Warehouse.Jobs;
using Warehouse.Storage;
using Warehouse.Tables;

namespace Warehouse.Backfills;

/// <summary>
/// A project's loads from their beginning to their end: first in the stored record, then in the warehouse as wanted, then a job, then at
/// the partition's grain; and back the other way. So whatever dies when, the record knows every load that may run.
/// </summary>
internal sealed class BackfillLoads(
    long projectId, ConfirmedState<BackfillRecord> record, ProjectTablesSetup tables, IGrainFactory grains, TimeProvider time)
{
    /// <summary>How long a caller may wait for the warehouse's word that loads are called off.</summary>
    private static readonly TimeSpan WithdrawLimit = TimeSpan.FromSeconds(3);

    /// <summary>How long a partition's grain is waited for: without its word the load cannot commit either.</summary>
    private static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(1);

    private IOwnJobs Jobs => grains.GetGrain<IOwnJobs>(projectId);

    /// <summary>False when the backfill was stopped meanwhile; then nothing has begun.</summary>
    public async Task<bool> BeginAsync(BackfillTarget target, PartitionPlan plan, Guid loadId, CancellationToken cancellationToken)
    {
        var load = new BegunLoad(loadId, plan.Dataset, plan.Partition, plan.Fingerprint);
        if (!IsUnderWay(await record.UpdateAsync(current => current.Begin(target, load)), loadId))
        {
            return false;
        }

        await tables.WantAsync(target, plan, loadId, cancellationToken);
        await Jobs.StartOwnJobAsync(new JobStart
        {
            Id = loadId,
            Kind = JobKind.Backfill,
            Name = $"{ProjectTables.NameOf(plan.Dataset, target.TableSuffix)} {plan.Partition}",
            Origin = "backfill",
        });
        if (IsUnderWay(record.Value, loadId))
        {
            await RunAsync(target, plan, loadId);
            return true;
        }

        // It was called off meanwhile, perhaps before its job was there.
        await Jobs.FinishOwnJobAsync(loadId, JobStatus.Cancelled, rows: 0, error: null);
        return false;
    }

    /// <summary>Starts a load that has begun, or goes on waiting for one that runs.</summary>
    public async Task RunAsync(BackfillTarget target, PartitionPlan plan, Guid loadId)
    {
        await record.UpdateAsync(current => current.Leave(loadId, hasLeft: false));
        await PartitionOf(plan.Dataset, plan.Partition).StartAsync(loadId, target, plan with { LoadId = loadId });
    }

    public ValueTask<PartitionProgress> AskAsync(BegunLoad load) => PartitionOf(load.Dataset, load.Partition).GetProgressAsync(load.Id);

    public async Task ReportAsync(BegunLoad load, long rows) => await Jobs.ReportOwnJobAsync(new JobProgress { JobId = load.Id, Rows = rows });

    /// <summary>A load has ended, and we know how.</summary>
    public async Task EndAsync(BegunLoad load, JobStatus status, long rows, string? error)
    {
        await Jobs.FinishOwnJobAsync(load.Id, status, rows, error);
        await record.UpdateAsync(current => current.Found(load));
    }

    /// <summary>A load has ended without a word.</summary>
    /// <returns>How many loads of these files have done so, one after the other.</returns>
    public async Task<int> LoseAsync(BegunLoad load, string error)
    {
        await Jobs.FinishOwnJobAsync(load.Id, JobStatus.Failed, rows: null, error);
        return (await record.UpdateAsync(current => current.Lose(load))).LostBefore(load);
    }

    /// <summary>
    /// Ends loads. When it returns they have committed or never will, whether or not the silos they run on could be told.
    /// </summary>
    /// <param name="target">Where they write to; null when that is going away, and with it all they could write.</param>
    /// <exception cref="UnavailableException">The warehouse did not answer: a load may still commit. To be called again.</exception>
    public async Task CallOffAsync(BackfillTarget? target, IReadOnlyCollection<BegunLoad> loads)
    {
        if (loads.Count == 0)
        {
            return;
        }

        if (target is not null)
        {
            await WithdrawAsync(target, [.. loads.Select(load => load.Id)]);
        }

        await Task.WhenAll(loads.Select(CancelAsync));
        foreach (var load in loads)
        {
            await Jobs.FinishOwnJobAsync(load.Id, JobStatus.Cancelled, rows: 0, error: null);
            await record.UpdateAsync(current => current.End(load.Id));
        }
    }

    /// <summary>Closes jobs that no load of this record is about.</summary>
    public Task CloseOrphansAsync() => Jobs.CloseOrphansAsync([.. record.Value.Loads.Select(load => load.Id)]);

    private async Task WithdrawAsync(BackfillTarget target, Guid[] loadIds)
    {
        using var limit = new CancellationTokenSource(WithdrawLimit, time);
        try
        {
            await tables.WithdrawAsync(target, loadIds, limit.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or System.Data.Common.DbException or IOException or System.Net.Sockets.SocketException)
        {
            throw new UnavailableException("The warehouse does not answer: a load under way may still end. It is called off as soon as possible.");
        }
    }

    private async Task CancelAsync(BegunLoad load)
    {
        try
        {
            await PartitionOf(load.Dataset, load.Partition).CancelAsync(load.Id).WaitAsync(CancelLimit, time);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            // Its silo does not answer. The load is not wanted, and finds out before it commits.
        }
    }

    private static bool IsUnderWay(BackfillRecord record, Guid loadId) => !record.IsStopped && record.Loads.Any(load => load.Id == loadId);

    private IBackfillPartitionGrain PartitionOf(Dataset dataset, string partition) =>
        grains.GetGrain<IBackfillPartitionGrain>($"partition:{projectId}/{dataset}/{partition}");
}
