using Warehouse.Jobs;

namespace Warehouse.Teams;

/// <summary>Jobs of the warehouse's own, told by the grains that run them.</summary>
internal sealed partial class TeamGrain : IOwnJobs
{
    private const string OrphanError = "Nobody runs this job any more.";

    private bool _hasWokenOwner;

    public async Task<JobOutcome> StartOwnJobAsync(JobStart start) =>
        await OpenLedgerAsync() is { } ledger ? await ledger.StartAsync(start, JobOwner.Warehouse) : JobOutcome.UnknownProject;

    public async ValueTask<JobOutcome> ReportOwnJobAsync(JobProgress progress) =>
        await OpenLedgerAsync() is { } ledger ? await ledger.ReportAsync(progress, JobOwner.Warehouse) : JobOutcome.UnknownProject;

    public async Task<JobOutcome> FinishOwnJobAsync(Guid jobId, JobStatus status, long? rows, string? error) =>
        await OpenLedgerAsync() is { } ledger
            ? await ledger.FinishAsync(jobId, status, rows, error, JobOwner.Warehouse)
            : JobOutcome.UnknownProject;

    /// <inheritdoc/>
    public async Task CloseOrphansAsync(IReadOnlyList<Guid> running)
    {
        if (await OpenLedgerAsync() is { } ledger)
        {
            foreach (var orphan in (await ledger.RunningOfWarehouseAsync()).Except(running).ToList())
            {
                await ledger.FinishAsync(orphan, JobStatus.Cancelled, rows: null, OrphanError, JobOwner.Warehouse);
            }
        }
    }

    /// <summary>Jobs of our own that ran before we did: whoever runs them looks whether it still does. Once, and nobody waits for it.</summary>
    private async Task WakeOwnerOfJobsAsync(JobLedger ledger)
    {
        if (!_hasWokenOwner)
        {
            _hasWokenOwner = true;
            if ((await ledger.RunningOfWarehouseAsync()).Count > 0)
            {
                Backfill.WakeAsync().Ignore();
            }
        }
    }
}
