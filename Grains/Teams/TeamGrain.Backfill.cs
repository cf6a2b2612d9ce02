using Orleans.Runtime;
using Warehouse.Backfills;
using Warehouse.Backfills.Loading;
using Warehouse.Jobs;
using Warehouse.Storage;
using Warehouse.Tables;

namespace Warehouse.Teams;

/// <summary>
/// The project's history: lists the bucket, compares it with what the warehouse holds, and keeps a few partitions in flight. All it stores
/// is where the history goes; the rest is found again by looking.
/// </summary>
internal sealed partial class TeamGrain : ITeamBackfill
{
    private const string BackfillReminder = "backfill";
    private static readonly TimeSpan AfterProblem = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private BackfillBook _book = new();
    private IGrainTimer? _backfillTimer;
    private bool _rescan;

    private BackfillTarget? Target => backfill.State.Target;

    private bool HasBackfillToDo =>
        Target is not null && !backfill.State.IsCancelled && (_rescan || _book.ListedAt is null || _book.HasRunning || _book.NextTryAt is not null);

    public async Task BeginBackfillAsync(BackfillTarget target)
    {
        if ((await GetRegistrationAsync())?.OrganizationId != target.OrganizationId)
        {
            ForeignTarget(logger, ProjectId, target.OrganizationId);
            return;
        }

        await this.RegisterOrUpdateReminder(BackfillReminder, ReminderPeriod, ReminderPeriod);
        if (Target != target)
        {
            await backfill.WriteOrDeactivateAsync(new BackfillRecord { Target = target }, this);
            _book = new BackfillBook();
        }

        Rescan();
    }

    public async Task StopBackfillAsync(Guid organizationId)
    {
        if (Target?.OrganizationId != organizationId)
        {
            return;
        }

        await LeaveLoadsAsync(new BackfillRecord());
        _backfillTimer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (await this.GetReminder(BackfillReminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    public ValueTask<BackfillReport> GetBackfillAsync() => new(Target is { } target ? _book.Report(target, time.GetUtcNow()) with { IsCancelled = backfill.State.IsCancelled } : new BackfillReport
    {
        ProjectId = ProjectId,
        PartitionsTotal = 0,
        PartitionsDone = 0,
        PartitionsFailed = 0,
        Rows = 0,
        RowsPerSecond = 0,
        Partitions = [],
        IgnoredFiles = [],
    });

    public async Task<bool> RescanBackfillAsync()
    {
        if (Target is null)
        {
            return false;
        }

        if (backfill.State.IsCancelled)
        {
            await backfill.WriteOrDeactivateAsync(backfill.State with { IsCancelled = false }, this);
        }

        Rescan();
        return true;
    }

    public Task<bool> RetryBackfillAsync()
    {
        _book.Retry();
        return RescanBackfillAsync();
    }

    public async Task<bool> CancelBackfillAsync()
    {
        if (Target is null)
        {
            return false;
        }

        await LeaveLoadsAsync(backfill.State with { IsCancelled = true });
        Rescan();
        return true;
    }

    /// <summary>Stores first what is to be, so that a silo that dies in the middle does not begin anew what is being stopped.</summary>
    private async Task LeaveLoadsAsync(BackfillRecord record)
    {
        await backfill.WriteOrDeactivateAsync(record, this);
        var left = _book;
        _book = new BackfillBook();
        foreach (var entry in left.Running.ToList())
        {
            await CancelLoadAsync(entry);
        }
    }

    private async Task CancelLoadAsync(BackfillBook.Entry entry)
    {
        await PartitionOf(entry).CancelAsync(entry.LoadId);
        await FinishLoadAsync(entry.LoadId, JobStatus.Cancelled, 0, error: null);
    }

    private void Rescan()
    {
        _rescan = true;
        WakeBackfill(TimeSpan.Zero);
    }

    private void WakeBackfill(TimeSpan after)
    {
        _backfillTimer ??= this.RegisterGrainTimer(WorkOnBackfillAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
        {
            Interleave = true,
            KeepAlive = true,
        });
        _backfillTimer.Change(after, Timeout.InfiniteTimeSpan);
    }

    private async Task WorkOnBackfillAsync(CancellationToken cancellationToken)
    {
        if (Target is not { } target)
        {
            return;
        }

        var book = _book;
        try
        {
            if (_rescan || book.ListedAt is null || time.GetUtcNow() - book.ListedAt >= options.Value.RescanEvery)
            {
                _rescan = false;
                await ListAsync(target, book, cancellationToken);
            }

            foreach (var entry in book.Running.ToList())
            {
                if (book == _book)
                {
                    await FollowAsync(target, book, entry);
                }
            }

            while (!backfill.State.IsCancelled && book.Running.Count() < options.Value.PartitionsPerProject && book.Next(time.GetUtcNow()) is { } next && book == _book)
            {
                await StartLoadAsync(target, book, next);
            }

            if (book is { HasRunning: false, HasNewRows: true })
            {
                book.HasNewRows = false;
                await tables.AnalyzeAsync(target, cancellationToken);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            BackfillFailed(logger, ProjectId, exception);
            book.Problem = exception is BackfillException known ? known.Message : "The bucket or the warehouse could not be reached; trying again.";
            _rescan |= book.ListedAt is null;
        }

        if (book == _book)
        {
            WakeBackfill(WaitFor(book));
        }
    }

    private TimeSpan WaitFor(BackfillBook book)
    {
        var now = time.GetUtcNow();
        return book switch
        {
            { Problem: not null } => AfterProblem,
            { HasRunning: true } => LookEvery,
            _ when _rescan => TimeSpan.FromSeconds(1),
            { NextTryAt: { } next } when next - now < options.Value.RescanEvery => next > now ? next - now : LookEvery,
            _ => options.Value.RescanEvery,
        };
    }

    private async Task ListAsync(BackfillTarget target, BackfillBook book, CancellationToken cancellationToken)
    {
        if (book.ListedAt is null && await OpenLedgerAsync() is { } ledger)
        {
            // Loads that an earlier activation began: what it did not see end begins again as a job of its own.
            foreach (var left in ledger.RunningBackfills)
            {
                await ledger.FinishAsync(left, JobStatus.Cancelled, rows: null, "The silo that followed this load ended.", JobOwner.Warehouse);
            }
        }

        var listing = await BackfillListing.ReadAsync(store, target, time.GetUtcNow(), cancellationToken);
        await tables.EnsureAsync(target, listing.Partitions, cancellationToken);
        var loaded = await tables.ReadLoadedAsync(target, cancellationToken);
        book.Update(listing, loaded.Select(row => (row.Dataset, row.Partition, row.Fingerprint, row.Rows)), time.GetUtcNow());
    }

    private async Task StartLoadAsync(BackfillTarget target, BackfillBook book, BackfillBook.Entry entry)
    {
        var loadId = Guid.CreateVersion7();
        book.Start(entry, loadId, time.GetUtcNow());
        if (await OpenLedgerAsync() is { } ledger)
        {
            await ledger.StartAsync(new JobStart
            {
                Id = loadId,
                Kind = JobKind.Backfill,
                Name = $"{ProjectTables.NameOf(entry.Plan.Dataset, target.TableSuffix)} {entry.Plan.Partition}",
                Origin = "backfill",
            }, JobOwner.Warehouse);
        }

        await PartitionOf(entry).StartAsync(loadId, target, entry.Plan);
        if (book != _book)
        {
            // It was stopped meanwhile, perhaps before the load had begun.
            await CancelLoadAsync(entry);
        }
    }

    private async Task FollowAsync(BackfillTarget target, BackfillBook book, BackfillBook.Entry entry)
    {
        var progress = await PartitionOf(entry).GetProgressAsync(entry.LoadId);
        switch (progress.State)
        {
            case LoadState.Running:
                entry.Rows = progress.Rows;
                if (await OpenLedgerAsync() is { } ledger)
                {
                    await ledger.ReportAsync(new JobProgress { JobId = entry.LoadId, Rows = progress.Rows }, JobOwner.Warehouse);
                }

                break;
            case LoadState.Unknown:
                await PartitionOf(entry).StartAsync(entry.LoadId, target, entry.Plan);
                break;
            case LoadState.Done:
                await FinishLoadAsync(entry.LoadId, JobStatus.Completed, progress.Rows, error: null);
                book.Done(entry, progress.Rows, progress.UnknownColumns);
                break;
            case LoadState.Failed:
                await FinishLoadAsync(entry.LoadId, JobStatus.Failed, 0, progress.Error);
                BackfillBook.Fail(entry, progress.Error ?? "", progress.IsTransient, time.GetUtcNow());
                _rescan |= progress.IsTransient;
                break;
        }
    }

    private async Task FinishLoadAsync(Guid loadId, JobStatus status, long rows, string? error)
    {
        if (await OpenLedgerAsync() is { } ledger)
        {
            await ledger.FinishAsync(loadId, status, rows, error, JobOwner.Warehouse);
        }
    }

    private IBackfillPartitionGrain PartitionOf(BackfillBook.Entry entry) =>
        GrainFactory.GetGrain<IBackfillPartitionGrain>($"partition:{ProjectId}/{entry.Plan.Dataset}/{entry.Plan.Partition}");

    [LoggerMessage(LogLevel.Warning, "Project {ProjectId} is not organization {OrganizationId}'s: nothing is loaded into that warehouse")]
    private static partial void ForeignTarget(ILogger logger, long projectId, Guid organizationId);

    [LoggerMessage(LogLevel.Warning, "Project {ProjectId}: the backfill could not go on; it is tried again")]
    private static partial void BackfillFailed(ILogger logger, long projectId, Exception exception);
}
