using Warehouse.Usage;

namespace Warehouse.Jobs;

/// <summary>The ledger's tables in memory, for any number of projects, with faults on demand.</summary>
internal sealed class FakeJobStore : IJobStore
{
    private readonly Dictionary<(long Project, Guid Id), SourceRow> _sources = [];
    private readonly Dictionary<(Guid Organization, string Name), long> _tables = [];
    private readonly Dictionary<(long Project, DateTimeOffset Start, DateTimeOffset End), long> _acknowledged = [];

    public Dictionary<Guid, JobRow> Jobs { get; } = [];

    public List<BillingPeriod?> Said { get; } = [];

    /// <summary>The next write happens or not, and fails either way.</summary>
    public WriteFault NextWrite { get; set; }

    public bool NextReadFails { get; set; }

    /// <summary>How the last fault of a write went, until somebody looks.</summary>
    public WriteFault LastFault { get; set; }

    /// <summary>Faults there have been, of reads and writes.</summary>
    public int Faults { get; private set; }

    public int Loads { get; private set; }

    public int ProgressWrites { get; private set; }

    /// <summary>Called before every statement, to let other things happen meanwhile.</summary>
    public Func<Task> Pause { get; set; } = () => Task.CompletedTask;

    public Task<IReadOnlyList<BillingPeriod?>> LoadSaidPeriodsAsync(Guid organizationId, DateTimeOffset now) =>
        ReadAsync<IReadOnlyList<BillingPeriod?>>(() =>
        [.. Said.Skip(Math.Max(0, Said.FindLastIndex(period => period is null || period.Start <= now)))]);

    public Task<LedgerImage> LoadAsync(long projectId, IReadOnlyList<BillingPeriod> periods) => ReadAsync(() =>
    {
        Loads++;
        return new LedgerImage
        {
            Periods = periods,
            Running = [.. Jobs.Values.Where(job => job.ProjectId == projectId && job.Status == JobStatus.Running)],
            Finished = [.. from number in Enumerable.Range(0, periods.Count)
                           from job in Jobs.Values
                           where job.ProjectId == projectId
                               && job.Status != JobStatus.Running
                               && (job.Counts || job.Kind == JobKind.Materialization)
                               && periods[number].Start <= job.CreatedAt && job.CreatedAt < periods[number].End
                           group job.Rows by (number, job.Kind, job.SourceId) into sums
                           select new FinishedSum(sums.Key.number, sums.Key.Kind, sums.Key.SourceId, sums.Sum())],
            Sources = [.. _sources.Where(source => source.Key.Project == projectId).Select(source => source.Value)],
            Tables = [.. _tables.Where(table => table.Value == projectId).Select(table => table.Key.Name)],
            Acknowledged = [.. periods.Select(period => _acknowledged.GetValueOrDefault((projectId, period.Start, period.End)))],
        };
    });

    public Task<JobRow?> InsertAsync(JobRow job) =>
        Jobs.TryGetValue(job.Id, out var standing) ? ReadAsync<JobRow?>(() => standing) : WriteAsync<JobRow?>(() =>
        {
            Jobs.Add(job.Id, job);
            return null;
        });

    public Task<IReadOnlyList<JobRow>> FindAsync(IReadOnlyCollection<Guid> ids) =>
        ReadAsync<IReadOnlyList<JobRow>>(() => [.. ids.Where(Jobs.ContainsKey).Select(id => Jobs[id])]);

    public Task<IReadOnlyList<JobRow>> ListAsync(long projectId, int limit, Guid? after) => throw new NotSupportedException();

    public Task<JobRow?> FinishAsync(long projectId, Guid id, JobStatus status, long rows, string? error, DateTimeOffset at) =>
        WriteAsync(() => Find(projectId, id) is { } job
            ? Jobs[id] = job with { Status = status, Rows = Math.Max(job.Rows, rows), FinishedAt = at, LatestError = error }
            : null);

    public Task<IReadOnlyList<JobRow>> WriteProgressAsync(long projectId, IReadOnlyList<ProgressChange> changes) =>
        WriteAsync<IReadOnlyList<JobRow>>(() =>
    {
        ProgressWrites++;
        var written = changes.Where(change => Find(projectId, change.Id) is not null).ToList();
        foreach (var change in written)
        {
            var job = Jobs[change.Id];
            Jobs[change.Id] = job with
            {
                Rows = Math.Max(job.Rows, change.Rows),
                ReportedAt = change.ReportedAt > job.ReportedAt ? change.ReportedAt : job.ReportedAt,
                LatestError = change.LatestError ?? job.LatestError,
            };
        }

        return [.. written.Select(change => Jobs[change.Id])];
    });

    public Task<IReadOnlyList<Guid>> CloseStaleAsync(
        long projectId, IReadOnlyList<Guid> ids, DateTimeOffset lastReport, string error, DateTimeOffset at) =>
        WriteAsync<IReadOnlyList<Guid>>(() =>
        {
            var stale = ids.Where(
                id => Find(projectId, id) is { } job && job.ReportedAt <= lastReport && job.Kind != JobKind.Backfill).ToList();
            stale.ForEach(
                id => Jobs[id] = Jobs[id] with { Status = JobStatus.Stale, FinishedAt = at, LatestError = Jobs[id].LatestError ?? error });
            return stale;
        });

    public Task<bool> RegisterSourceAsync(long projectId, SourceRegistration source, DateTimeOffset at) => WriteAsync(() =>
    {
        var row = new SourceRow(source.Id, source.Type, source.Name, IsRemoved: false);
        var changed = !_sources.TryGetValue((projectId, source.Id), out var standing) || standing != row;
        _sources[(projectId, source.Id)] = row;
        return changed;
    });

    public Task<bool> RemoveSourceAsync(long projectId, Guid id, DateTimeOffset at) => WriteAsync(() =>
    {
        if (!_sources.TryGetValue((projectId, id), out var source) || source.IsRemoved)
        {
            return false;
        }

        _sources[(projectId, id)] = source with { IsRemoved = true };
        return true;
    });

    public Task<(long Owner, bool Added)> RegisterTableAsync(Guid organizationId, long projectId, string name, DateTimeOffset at) =>
        WriteAsync(() =>
    {
        var added = _tables.TryAdd((organizationId, name), projectId);
        return (_tables[(organizationId, name)], added);
    });

    public Task<bool> RemoveTableAsync(Guid organizationId, long projectId, string name) => WriteAsync(() =>
        _tables.TryGetValue((organizationId, name), out var owner) && owner == projectId && _tables.Remove((organizationId, name)));

    public Task<(long Rows, bool Changed)> AcknowledgeAsync(long projectId, RowsAcknowledgement acknowledgement, DateTimeOffset at) =>
        WriteAsync(() =>
    {
        var key = (projectId, acknowledgement.PeriodStart, acknowledgement.PeriodEnd);
        if (_acknowledged.TryGetValue(key, out var before)
            && (before == acknowledgement.Rows || (before > acknowledgement.Rows && !acknowledgement.IsCorrection)))
        {
            return (before, false);
        }

        _acknowledged[key] = acknowledgement.Rows;
        return (acknowledgement.Rows, true);
    });

    private JobRow? Find(long projectId, Guid id) =>
        Jobs.TryGetValue(id, out var job) && job.ProjectId == projectId && job.Status == JobStatus.Running ? job : null;

    private async Task<T> ReadAsync<T>(Func<T> read)
    {
        await Pause();
        if (NextReadFails)
        {
            NextReadFails = false;
            Faults++;
            throw new IOException("The connection is gone.");
        }

        return read();
    }

    private async Task<T> WriteAsync<T>(Func<T> write)
    {
        await Pause();
        var fault = NextWrite;
        if (fault == WriteFault.None)
        {
            return write();
        }

        (NextWrite, LastFault) = (WriteFault.None, fault);
        Faults++;
        if (fault == WriteFault.NotConfirmed)
        {
            write();
        }

        throw new IOException("The connection is gone.");
    }
}

/// <summary>How a write fails.</summary>
internal enum WriteFault
{
    None,
    NotDone,

    /// <summary>It was done, and nobody was told.</summary>
    NotConfirmed,
}
