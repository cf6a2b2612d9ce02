using Microsoft.Extensions.Options;
using Warehouse.Backfills.Loading;
using Warehouse.Jobs;
using Warehouse.ObjectStore;
using Warehouse.Storage;

namespace Warehouse.Backfills;

/// <summary>
/// What a project's backfill does in the background, one round at a time: lists the bucket, compares it with what the warehouse holds, and
/// keeps a few partitions in flight. It stores which loads are under way; the rest is found again by looking.
/// </summary>
internal sealed partial class BackfillMachine(
    long projectId,
    ConfirmedState<BackfillRecord> record,
    BackfillLoads loads,
    IObjectStore store,
    ProjectTablesSetup tables,
    IOptions<BackfillOptions> options,
    LoadLimits limits,
    TimeProvider time,
    ILogger logger)
{
    private const string LostReason = "The silo that ran this load ended.";
    private static readonly TimeSpan AfterProblem = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private static readonly string ParkedReason =
        $"{BackfillRecord.MaxLost} loads of these files ended without a word, as when they kill the silo that reads them. "
        + "It is tried again when the files change or an operator retries it.";

    // Replaced whenever the backfill is stopped or goes elsewhere: a round that is under way then finds that its book is not the book any more.
    private BackfillBook _book = new();
    private bool _rescan;
    private bool _hasClosedOrphans;

    private BackfillTarget? Target => record.Value.Target;

    /// <summary>True while a silo that stops should hand the backfill over instead of waiting for its reminder.</summary>
    public bool HasWork => record.Value.Loads.Count > 0
        || !record.Value.IsStopped && (_rescan || _book.ListedAt is null || _book.HasRunning || _book.NextTryAt is not null);

    /// <summary>True when there is nothing to come back for.</summary>
    public bool IsAtRest => Target is null && record.Value.Loads.Count == 0 && _hasClosedOrphans;

    public BackfillReport Report() => Target is { } target
        ? _book.Report(target, time.GetUtcNow()) with { IsCancelled = record.Value.IsCancelled }
        : BackfillBook.NothingOf(projectId);

    public async Task BeginAsync(BackfillTarget target)
    {
        await record.ReloadAsync();
        if (Target != target)
        {
            // What still runs writes to a database that is gone or going.
            await loads.CallOffAsync(target: null, record.Value.Loads);
            await record.UpdateAsync(_ => new BackfillRecord { Target = target });
            _book = new BackfillBook();
        }

        _rescan = true;
    }

    /// <summary>Stored first, so that a silo that dies in the middle does not begin anew what is being stopped.</summary>
    public async Task StopAsync(Guid organizationId)
    {
        await record.ReloadAsync();
        if (Target is { } target && target.OrganizationId != organizationId)
        {
            return;
        }

        await record.UpdateAsync(current => current.Target is null ? current : new BackfillRecord { Loads = current.Loads });
        _book = new BackfillBook();
        await loads.CallOffAsync(target: null, record.Value.Loads);
    }

    public async Task<bool> CancelAsync()
    {
        await record.ReloadAsync();
        if (Target is not { } target)
        {
            return false;
        }

        await record.UpdateAsync(current => current.IsCancelled ? current : current with { IsCancelled = true });
        (_book, _rescan) = (new BackfillBook(), true);
        await loads.CallOffAsync(target, record.Value.Loads);
        return true;
    }

    public async Task<bool> RescanAsync()
    {
        await record.ReloadAsync();
        if (Target is null)
        {
            return false;
        }

        await record.UpdateAsync(current => current.IsCancelled ? current with { IsCancelled = false } : current);
        _rescan = true;
        return true;
    }

    public async Task<bool> RetryAsync()
    {
        await record.ReloadAsync();
        await record.UpdateAsync(current => current.Lost.Count > 0 ? current with { Lost = [] } : current);
        _book.Retry();
        return await RescanAsync();
    }

    /// <summary>One round.</summary>
    /// <returns>When the next one is due.</returns>
    public async Task<TimeSpan> WorkAsync(CancellationToken cancellationToken)
    {
        var book = _book;
        try
        {
            await record.ReloadAsync();
            if (record.Value is { IsStopped: true, Loads: { Count: > 0 } left })
            {
                await loads.CallOffAsync(Target, left);
            }

            if (!_hasClosedOrphans)
            {
                await loads.CloseOrphansAsync();
                _hasClosedOrphans = true;
            }

            if (Target is { } target && book == _book)
            {
                await WorkAsync(target, book, cancellationToken);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Failed(logger, projectId, exception);
            var known = exception as BackfillException;
            book.Problem = new BackfillProblem(
                known?.Message ?? "The bucket or the warehouse could not be reached; trying again.", known?.IsTransient ?? true);
            _rescan |= book.ListedAt is null && book.Problem.IsTransient;
        }

        return book == _book ? WaitFor(book) : TimeSpan.Zero;
    }

    private async Task WorkAsync(BackfillTarget target, BackfillBook book, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() is var now && (_rescan || now >= book.ListAt))
        {
            (_rescan, book.ListAt) = (false, now + options.Value.RescanEvery);
            await ListAsync(target, book, cancellationToken);
        }

        foreach (var entry in book.Running.ToList())
        {
            if (book == _book)
            {
                await FollowAsync(target, book, entry, cancellationToken);
            }
        }

        while (!record.Value.IsStopped && book == _book && book.Running.Count() < options.Value.PartitionsPerProject
            && book.Next(time.GetUtcNow()) is { } next)
        {
            book.Start(next, Guid.CreateVersion7(), time.GetUtcNow());
            await FollowAsync(target, book, next, cancellationToken);
        }

        if (book is { HasRunning: false, HasNewRows: true })
        {
            book.HasNewRows = false;
            await tables.AnalyzeAsync(target, cancellationToken);
        }
    }

    private TimeSpan WaitFor(BackfillBook book)
    {
        var now = time.GetUtcNow();
        return book switch
        {
            { Problem: { IsTransient: true } } => AfterProblem,
            { HasRunning: true } => LookEvery,
            _ when _rescan => TimeSpan.FromSeconds(1),
            { NextTryAt: { } next } when next - now < options.Value.RescanEvery => next > now ? next - now : LookEvery,
            _ => options.Value.RescanEvery,
        };
    }

    private async Task ListAsync(BackfillTarget target, BackfillBook book, CancellationToken cancellationToken)
    {
        var listing = await BackfillListing.ReadAsync(store, target, limits, time.GetUtcNow(), cancellationToken);
        await tables.EnsureAsync(target, listing.Partitions, cancellationToken);
        var loaded = await tables.ReadLoadedAsync(target, cancellationToken);
        if (book != _book)
        {
            return;
        }

        book.Update(listing, loaded.Select(row => (row.Dataset, row.Partition, row.Fingerprint, row.Rows)), time.GetUtcNow());
        foreach (var load in record.Value.Loads.Where(load => !book.Resume(load, time.GetUtcNow())))
        {
            // An earlier activation began it, and its files are loaded or others by now.
            if (loaded.FirstOrDefault(row => row.IsOf(load)) is { } row)
            {
                await loads.EndAsync(load, JobStatus.Completed, row.Rows, error: null);
            }
            else
            {
                await loads.CallOffAsync(target, [load]);
            }
        }

        foreach (var plan in listing.Partitions.Where(plan => plan.Files.Count > limits.MaxFilesPerPartition))
        {
            book.Park(plan.Dataset, plan.Partition, plan.Fingerprint, $"more than {limits.MaxFilesPerPartition} files: combine some");
        }

        foreach (var lost in record.Value.Lost.Where(lost => lost.Count >= BackfillRecord.MaxLost))
        {
            book.Park(lost.Dataset, lost.Partition, lost.Fingerprint, ParkedReason);
        }
    }

    private async Task FollowAsync(BackfillTarget target, BackfillBook book, BackfillBook.Entry entry, CancellationToken cancellationToken)
    {
        var load = entry.Load;
        if (!entry.IsStarted)
        {
            // Tried again until it is: the record has the load already when a part of this fails.
            entry.IsStarted = await loads.BeginAsync(target, entry.Plan, load.Id, cancellationToken);
            return;
        }

        var progress = await loads.AskAsync(load);
        switch (progress.State)
        {
            case LoadState.Running:
                if (entry.Rows != progress.Rows)
                {
                    entry.Rows = progress.Rows;
                    await loads.ReportAsync(load, progress.Rows);
                }

                break;
            case LoadState.Unknown when record.Value.Loads.Any(begun => begun.Id == load.Id && begun.HasLeft):
                await loads.RunAsync(target, entry.Plan, load.Id);
                break;
            case LoadState.Unknown:
                await FindOutAsync(target, book, entry, cancellationToken);
                break;
            case LoadState.Done:
                await loads.EndAsync(load, JobStatus.Completed, progress.Rows, error: null);
                book.Done(entry, progress.Rows, progress.UnknownColumns);
                break;
            case LoadState.Failed:
                await loads.EndAsync(load, JobStatus.Failed, 0, progress.Error);
                BackfillBook.Fail(entry, progress.Error ?? "", progress.IsTransient, time.GetUtcNow());
                _rescan |= progress.IsTransient;
                break;
        }
    }

    /// <summary>Nobody knows the load any more: its silo died. It may have committed before, which the warehouse tells.</summary>
    private async Task FindOutAsync(BackfillTarget target, BackfillBook book, BackfillBook.Entry entry, CancellationToken cancellationToken)
    {
        var loaded = await tables.ReadLoadedAsync(target, cancellationToken);
        if (loaded.FirstOrDefault(row => row.IsOf(entry.Load)) is { } row)
        {
            await loads.EndAsync(entry.Load, JobStatus.Completed, row.Rows, error: null);
            book.Done(entry, row.Rows, row.UnknownColumns);
        }
        else if (await loads.LoseAsync(entry.Load, LostReason) is var lost)
        {
            var isParked = lost >= BackfillRecord.MaxLost;
            BackfillBook.Fail(entry, isParked ? ParkedReason : LostReason, isTransient: !isParked, time.GetUtcNow());
        }
    }

    [LoggerMessage(LogLevel.Warning, "Project {ProjectId}: the backfill could not go on; it is tried again")]
    private static partial void Failed(ILogger logger, long projectId, Exception exception);
}
