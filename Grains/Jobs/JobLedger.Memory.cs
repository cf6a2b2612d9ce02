using Warehouse.Failures;
using Warehouse.Usage;

namespace Warehouse.Jobs;

/// <summary>How memory and table are brought together: loading, flushing, closing what went stale.</summary>
internal sealed partial class JobLedger
{
    /// <summary>What the grain's timer does after <c>wakeAfter</c>.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        _awake = false;
        try
        {
            if (_inDoubt)
            {
                await WriteAsync(_ => Task.FromResult(true));
            }

            await FlushAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotWritten(logger, ProjectId, exception);
        }

        if (_inDoubt || _book?.HasUnwritten == true)
        {
            Wake();
        }
    }

    /// <summary>The grain goes: what cannot be written now is lost, as in a crash, and the reporters' next reports make up for it.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            Log.NotWritten(logger, ProjectId, exception);
        }
    }

    /// <summary>Writes the progress that came in since the last time, in one statement.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        try
        {
            if (_book is null || _book.TakeUnwritten() is not { Count: > 0 } changes)
            {
                // What was unwritten may have been written with the end of its job.
                _unwrittenSince = null;
                return;
            }

            IReadOnlyList<JobRow> stored;
            var since = _unwrittenSince;
            _unwrittenSince = null;
            try
            {
                stored = await store.WriteProgressAsync(ProjectId, changes);
            }
            catch
            {
                _book.NotWritten(changes.Select(change => change.Id));
                _unwrittenSince = since;
                throw;
            }

            // The book may be another one by now, and jobs may have ended meanwhile.
            var rows = stored.ToDictionary(row => row.Id);
            foreach (var change in changes)
            {
                if (_book.Find(change.Id) is { IsClosing: false } job)
                {
                    if (rows.TryGetValue(change.Id, out var row))
                    {
                        _book.Written(job, row);
                    }
                    else
                    {
                        // It runs for us and not in the table: another activation has ended it.
                        _inDoubt = true;
                    }
                }
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>
    /// Closes the jobs of services that nobody has reported for <see cref="JobOptions.StaleAfter"/>; they keep what they moved. Returns how
    /// long to wait before asking again, when it is too early after a start of ours, and null otherwise.
    /// </summary>
    public async Task<TimeSpan?> CloseStaleAsync()
    {
        await BookAsync();
        var now = time.GetUtcNow();
        if (_openedAt + options.Grace is var early && early > now)
        {
            return early - now;
        }

        var lastReport = now - options.StaleAfter;
        await FlushAsync(CancellationToken.None);
        await WriteAsync(async book =>
        {
            var stale = book.Running.Where(job => job.Row.Owner == JobOwner.Service && job.ReportedAt <= lastReport).ToList();
            if (stale.Count == 0)
            {
                return 0;
            }

            stale.ForEach(job => job.IsClosing = true);
            try
            {
                var closed = await store.CloseStaleAsync(ProjectId, [.. stale.Select(job => job.Id)], lastReport, StaleError, now);
                var ids = closed.ToHashSet();
                foreach (var job in stale.Where(job => ids.Contains(job.Id)))
                {
                    book.Close(job, job.Rows);
                    metrics.Ended(job.Row.Kind, JobStatus.Stale);
                    Log.Stale(logger, ProjectId, job.Id, job.ReportedAt);
                }

                _inDoubt |= closed.Count < stale.Count;
            }
            finally
            {
                stale.ForEach(job => job.IsClosing = false);
            }

            return stale.Count;
        });
        return null;
    }

    /// <summary>Reads the billing service's word anew, and counts anew when it has changed or time has moved on.</summary>
    public async Task LookAgainAsync()
    {
        _looking = true;
        await _writing.WaitAsync();
        try
        {
            var now = time.GetUtcNow();
            var schedule = new BillingSchedule(await store.LoadSaidPeriodsAsync(project.OrganizationId, now), calendar);
            if (_book is not null && !_book.Periods.SequenceEqual(schedule.Windows(now)))
            {
                await LoadAsync();
            }

            (_schedule, _lookedAt) = (schedule, now);
        }
        catch (Exception exception)
        {
            // What is known stays, and the next look is a minute away.
            _lookedAt = time.GetUtcNow();
            Log.NotLookedAt(logger, ProjectId, exception);
        }
        finally
        {
            _writing.Release();
            _looking = false;
        }
    }

    private string StaleError => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"Closed as stale: no report for {options.StaleAfter.TotalMinutes:0.#} minutes.");

    /// <summary>Makes the book anew from the table, without losing what was reported and not written yet. Called while holding the turn to write.</summary>
    private async Task LoadAsync()
    {
        var now = time.GetUtcNow();
        if (_refuseUntil > now)
        {
            // One caller has just waited in vain for the database; those behind it need not.
            throw new UnavailableException("The database behind this service cannot be reached. Try again.");
        }

        try
        {
            var schedule = new BillingSchedule(await store.LoadSaidPeriodsAsync(project.OrganizationId, now), calendar);
            var book = new JobBook(await store.LoadAsync(ProjectId, schedule.Windows(now)));
            if (_book is not null)
            {
                book.TakeOver(_book);
            }

            (_book, _schedule, _lookedAt, _inDoubt, _refuseUntil) = (book, schedule, now, false, null);
            TellRunning(book);
            if (book.HasUnwritten)
            {
                Wake();
            }
        }
        catch
        {
            _refuseUntil = time.GetUtcNow() + RetryAfter;
            throw;
        }
    }

    /// <summary>What is counted as running follows the book; without one nothing is.</summary>
    private void TellRunning(JobBook? book)
    {
        for (var kind = 0; kind < _told.Length; kind++)
        {
            var running = book?.CountOf((JobKind)kind) ?? 0;
            if (running != _told[kind])
            {
                metrics.Running((JobKind)kind, running - _told[kind]);
                _told[kind] = running;
            }
        }
    }

    private void Wake()
    {
        if (!_awake)
        {
            _awake = true;
            wakeAfter(options.FlushEvery);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Project {ProjectId}: progress of jobs was not written, or the ledger not read")]
        public static partial void NotWritten(ILogger logger, long projectId, Exception exception);

        [LoggerMessage(LogLevel.Warning, "Project {ProjectId}: the billing period was not read")]
        public static partial void NotLookedAt(ILogger logger, long projectId, Exception exception);

        [LoggerMessage(LogLevel.Warning, "Project {ProjectId}: job {JobId} was last reported at {ReportedAt} and closed as stale")]
        public static partial void Stale(ILogger logger, long projectId, Guid jobId, DateTimeOffset reportedAt);
    }
}
