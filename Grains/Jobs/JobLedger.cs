using Warehouse.Activities;
using Warehouse.Failures;
using Warehouse.Teams;
using Warehouse.Usage;

namespace Warehouse.Jobs;

/// <summary>
/// One project's part of the ledger: what is durable goes to the <see cref="IJobStore"/> first and into the <see cref="JobBook"/> then,
/// progress goes into the book first and to the store with the next <see cref="FlushAsync"/>. Every method may interleave with every
/// other on the grain's scheduler: what writes takes turns, what reads sees the book between two steps.
/// </summary>
/// <remarks>
/// Only <see cref="TeamGrain"/> holds a ledger; other grains tell it of jobs of our own through <see cref="IOwnJobs"/>. Everything is
/// idempotent by id, so a plan resumed after a crash repeats its calls. Backfill jobs show in running_activity as <c>Backfill</c>, count
/// nowhere, and are never closed as stale: whoever started them finishes them, and closes those that nobody runs.
/// A failed write throws; the ledger reads what is true before it does anything else, so the caller needs only to try again.
/// </remarks>
internal sealed partial class JobLedger(
    TeamRegistration project, IJobStore store, IBillingCalendar calendar, JobOptions options, JobMetrics metrics, TimeProvider time, ILogger logger, Action<TimeSpan> wakeAfter)
    : IDisposable
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _writing = new(1);
    private readonly SemaphoreSlim _flushing = new(1);
    private readonly DateTimeOffset _openedAt = time.GetUtcNow();
    private readonly int[] _told = new int[Enum.GetValues<JobKind>().Length];
    private JobBook? _book;
    private BillingSchedule _schedule = new([], calendar);
    private DateTimeOffset _lookedAt;
    private DateTimeOffset? _refuseUntil;
    private DateTimeOffset? _unwrittenSince;
    private bool _inDoubt;
    private bool _looking;
    private bool _awake;

    private long ProjectId => project.ProjectId;

    /// <summary>True while jobs run that would be closed if nobody reported them.</summary>
    public bool HasRunningOfServices => _book?.Running.Any(job => job.Row.Owner == JobOwner.Service) ?? false;

    /// <summary>The warehouse's own jobs that are running.</summary>
    public async ValueTask<IReadOnlyList<Guid>> RunningOfWarehouseAsync() =>
        [.. (await BookAsync()).Running.Where(job => job.Row.Owner == JobOwner.Warehouse).Select(job => job.Row.Id)];

    public async Task<JobOutcome> StartAsync(JobStart start, JobOwner owner)
    {
        var now = time.GetUtcNow();
        if (JobInput.Row(start, ProjectId, now) is not { } row)
        {
            return JobOutcome.Invalid;
        }

        if (row.Owner != owner)
        {
            return JobOutcome.ReservedKind;
        }

        return await WriteAsync(async book =>
        {
            if (book.Find(row.Id) is { } running)
            {
                return Standing(running.Row);
            }

            if (book.Running.Count >= options.MaxRunning)
            {
                return JobOutcome.TooManyRunning;
            }

            var typed = row with { SourceType = row.SourceType ?? (row.SourceId is { } source ? book.Source(source)?.Type : null) };
            if (await store.InsertAsync(typed) is not { } standing)
            {
                book.Add(typed);
                metrics.Started(typed.Kind);
                return JobOutcome.Done;
            }

            if (standing.ProjectId == ProjectId && standing.Status == JobStatus.Running)
            {
                book.Add(standing);
            }

            return Standing(standing);
        });

        JobOutcome Standing(JobRow standing) => standing switch
        {
            _ when standing.ProjectId != ProjectId => JobOutcome.ForeignProject,
            _ when !standing.IsStartedBy(row, withCreatedAt: start.CreatedAt is not null) => JobOutcome.Conflict,
            { Status: JobStatus.Running } => JobOutcome.Unchanged,
            _ => JobOutcome.AlreadyFinished,
        };
    }

    /// <summary>For a job in memory this is an addition and nothing more; it waits only for what concerns the very job.</summary>
    public ValueTask<JobOutcome> ReportAsync(JobProgress report, JobOwner owner) =>
        TryReport(report, owner) is { } outcome ? new(outcome) : new(ReportUnknownAsync(report, owner));

    public async ValueTask<IReadOnlyList<JobOutcome>> ReportAsync(IReadOnlyList<JobProgress> reports, JobOwner owner)
    {
        var outcomes = new JobOutcome[reports.Count];
        List<int>? rest = null;
        for (var i = 0; i < reports.Count; i++)
        {
            if (TryReport(reports[i], owner) is { } outcome)
            {
                outcomes[i] = outcome;
            }
            else
            {
                (rest ??= []).Add(i);
            }
        }

        if (rest is not null)
        {
            await WriteAsync(async book =>
            {
                await AdoptAsync(book, [.. rest.Select(i => reports[i].JobId)], (id, missing) =>
                {
                    foreach (var i in rest.Where(i => reports[i].JobId == id))
                    {
                        outcomes[i] = missing;
                    }
                });
                foreach (var i in rest.Where(i => book.Find(reports[i].JobId) is not null))
                {
                    outcomes[i] = Report(book, book.Find(reports[i].JobId)!, reports[i], owner);
                }

                return JobOutcome.Done;
            });
        }

        return outcomes;
    }

    /// <summary>Ends a running job. Repeating it is no error; another end, or more rows than it ended with, is too late.</summary>
    public async Task<JobOutcome> FinishAsync(Guid id, JobStatus status, long? rows, string? error, JobOwner owner)
    {
        if (!JobInput.IsRows(rows))
        {
            return JobOutcome.Invalid;
        }

        return await WriteAsync(async book =>
        {
            JobRow? ended = null;
            await AdoptAsync(book, [id], (_, _) => { }, row => ended = row);
            if (book.Find(id) is not { } job)
            {
                return Ended(ended);
            }

            if (job.Row.Owner != owner)
            {
                return JobOutcome.ReservedKind;
            }

            job.IsClosing = true;
            try
            {
                var closed = await store.FinishAsync(ProjectId, id, status, Math.Max(job.Rows, rows ?? 0), JobInput.Error(error) ?? job.LatestError, time.GetUtcNow());
                if (closed is not null)
                {
                    book.Close(job, closed.Rows);
                    metrics.Ended(job.Row.Kind, status);
                    return JobOutcome.Done;
                }

                // Another activation was here: all we know may be old.
                _inDoubt = true;
                return Ended(await store.FindAsync([id]) is [var found] ? found : null);
            }
            finally
            {
                job.IsClosing = false;
            }
        });

        JobOutcome Ended(JobRow? row) => row switch
        {
            null => JobOutcome.UnknownJob,
            _ when row.ProjectId != ProjectId => JobOutcome.ForeignProject,
            _ when row.Owner != owner => JobOutcome.ReservedKind,
            _ when row.Status == status && (rows ?? 0) <= row.Rows => JobOutcome.Unchanged,
            _ => JobOutcome.AlreadyFinished,
        };
    }

    public async Task<LedgerOutcome> RegisterSourceAsync(SourceRegistration source)
    {
        var type = JobInput.Text(source.Type, JobLimits.MaxText);
        if (source.Id == JobBook.RemovedSources || string.IsNullOrEmpty(type))
        {
            return LedgerOutcome.Invalid;
        }

        var clean = source with { Type = type, Name = JobInput.Text(source.Name, JobLimits.MaxText) };
        return await WriteAsync(async book =>
        {
            var changed = await store.RegisterSourceAsync(ProjectId, clean, time.GetUtcNow());
            book.Register(new SourceRow(clean.Id, clean.Type, clean.Name, IsRemoved: false));
            return changed ? LedgerOutcome.Done : LedgerOutcome.Unchanged;
        });
    }

    public Task<LedgerOutcome> RemoveSourceAsync(Guid id) => WriteAsync(async book =>
    {
        var removed = await store.RemoveSourceAsync(ProjectId, id, time.GetUtcNow());
        if (book.Source(id) is not { } source)
        {
            return LedgerOutcome.Unknown;
        }

        book.Register(source with { IsRemoved = true });
        return removed ? LedgerOutcome.Done : LedgerOutcome.Unchanged;
    });

    public async Task<LedgerOutcome> RegisterTableAsync(string name) => !JobInput.IsName(name) ? LedgerOutcome.Invalid : await WriteAsync(async book =>
    {
        var (owner, added) = await store.RegisterTableAsync(project.OrganizationId, ProjectId, name, time.GetUtcNow());
        if (owner != ProjectId)
        {
            return LedgerOutcome.Conflict;
        }

        book.AddTable(name);
        return added ? LedgerOutcome.Done : LedgerOutcome.Unchanged;
    });

    public async Task<LedgerOutcome> RemoveTableAsync(string name) => !JobInput.IsName(name) ? LedgerOutcome.Unknown : await WriteAsync(async book =>
    {
        var removed = await store.RemoveTableAsync(project.OrganizationId, ProjectId, name);
        book.RemoveTable(name);
        return removed ? LedgerOutcome.Done : LedgerOutcome.Unknown;
    });

    public async Task<LedgerOutcome> AcknowledgeAsync(RowsAcknowledgement acknowledgement)
    {
        var exact = acknowledgement with { PeriodStart = JobInput.Time(acknowledgement.PeriodStart), PeriodEnd = JobInput.Time(acknowledgement.PeriodEnd) };
        if (exact.PeriodEnd <= exact.PeriodStart || exact.Rows is < 0 or > JobLimits.MaxAcknowledged)
        {
            return LedgerOutcome.Invalid;
        }

        return await WriteAsync(async book =>
        {
            var (rows, changed) = await store.AcknowledgeAsync(ProjectId, exact, time.GetUtcNow());
            book.Acknowledge(exact.PeriodStart, exact.PeriodEnd, rows);
            return changed ? LedgerOutcome.Done : rows == exact.Rows ? LedgerOutcome.Unchanged : LedgerOutcome.NotMonotonic;
        });
    }

    public async ValueTask<ActivityPage> PageAsync(ActivityQuery query) => (await BookAsync()).Page(query, time.GetUtcNow());

    public async ValueTask<IReadOnlyList<string>> TablesAsync() => (await BookAsync()).Tables;

    public async Task<IReadOnlyList<Job>> ListAsync(int limit, Guid? after)
    {
        var book = await BookAsync();
        var rows = await store.ListAsync(ProjectId, limit, after);
        return [.. rows.Select(row => JobViews.Job(row.Status == JobStatus.Running ? book.Find(row.Id)?.Current ?? row : row))];
    }

    /// <summary>From memory, unless the clock has reached a period whose sums memory does not have: then they are counted first.</summary>
    public async ValueTask<UsageReport> UsageAsync()
    {
        var book = await BookAsync();
        if (time.GetUtcNow() - _lookedAt >= LookAgainAfter && !_looking)
        {
            // Not awaited: the answer is what is known, and the next one may be newer.
            _ = LookAgainAsync();
        }

        while (true)
        {
            if (_schedule.Current(time.GetUtcNow()) is not { } period)
            {
                return NoUsage(null);
            }

            if (book.Usage(period) is { } report)
            {
                return report;
            }

            await _writing.WaitAsync();
            try
            {
                // Of several that wait here, one counts.
                if (_book == book)
                {
                    await LoadAsync();
                }

                book = _book!;
            }
            finally
            {
                _writing.Release();
            }
        }
    }

    /// <summary>What a project without a ledger has used.</summary>
    public static UsageReport NoUsage(BillingPeriod? period) => new()
    {
        Period = period,
        RowsBySource = new Dictionary<Guid, long>(),
        MaterializedRows = 0,
        TrackedRows = 0,
        PendingRows = 0,
    };

    public void Dispose()
    {
        TellRunning(null);
        _writing.Dispose();
        _flushing.Dispose();
    }

    private JobOutcome? TryReport(JobProgress report, JobOwner owner)
    {
        if (!JobInput.IsRows(report.Rows))
        {
            return JobOutcome.Invalid;
        }

        return !_inDoubt && _book?.Find(report.JobId) is { IsClosing: false } job ? Report(_book, job, report, owner) : null;
    }

    private JobOutcome Report(JobBook book, RunningJob job, JobProgress report, JobOwner owner)
    {
        if (job.Row.Owner != owner)
        {
            return JobOutcome.ReservedKind;
        }

        var now = time.GetUtcNow();
        if (now - _unwrittenSince > options.MaxUnwritten)
        {
            throw new UnavailableException("Progress cannot be written at present and was not taken. Report it again.");
        }

        var outcome = book.Report(job, report.Rows, JobInput.Error(report.LatestError), now, options.WriteSignOfLifeEvery);
        if (book.HasUnwritten)
        {
            _unwrittenSince ??= now;
            Wake();
        }

        return outcome;
    }

    private Task<JobOutcome> ReportUnknownAsync(JobProgress report, JobOwner owner) => WriteAsync(async book =>
    {
        var missing = JobOutcome.UnknownJob;
        await AdoptAsync(book, [report.JobId], (_, outcome) => missing = outcome);
        return book.Find(report.JobId) is { } job ? Report(book, job, report, owner) : missing;
    });

    /// <summary>
    /// Looks up jobs the book does not have: those that run after all (another activation began them) are added to it, the others told
    /// about.
    /// </summary>
    private async Task AdoptAsync(JobBook book, IReadOnlyCollection<Guid> ids, Action<Guid, JobOutcome> tell, Action<JobRow>? show = null)
    {
        var unknown = ids.Where(id => book.Find(id) is null).ToHashSet();
        if (unknown.Count == 0)
        {
            return;
        }

        foreach (var row in await store.FindAsync(unknown))
        {
            unknown.Remove(row.Id);
            if (row.ProjectId == ProjectId && row.Status == JobStatus.Running)
            {
                book.Add(row);
            }
            else
            {
                tell(row.Id, row.ProjectId != ProjectId ? JobOutcome.ForeignProject : JobOutcome.AlreadyFinished);
                show?.Invoke(row);
            }
        }

        foreach (var id in unknown)
        {
            tell(id, JobOutcome.UnknownJob);
        }
    }

    private async ValueTask<JobBook> BookAsync()
    {
        if (_book is null)
        {
            await _writing.WaitAsync();
            try
            {
                if (_book is null)
                {
                    await LoadAsync();
                }
            }
            finally
            {
                _writing.Release();
            }
        }

        return _book!;
    }

    /// <summary>
    /// One write after the other. When one throws, nobody knows whether it was done: the book is in doubt then, and read anew before
    /// anything else is written or reported. Reads go on from what was known.
    /// </summary>
    private async Task<T> WriteAsync<T>(Func<JobBook, Task<T>> write)
    {
        await _writing.WaitAsync();
        try
        {
            if (_book is null || _inDoubt)
            {
                await LoadAsync();
            }

            return await write(_book!);
        }
        catch
        {
            _inDoubt = _book is not null;
            throw;
        }
        finally
        {
            TellRunning(_book);
            _writing.Release();
            if (_inDoubt)
            {
                Wake();
            }
        }
    }
}
