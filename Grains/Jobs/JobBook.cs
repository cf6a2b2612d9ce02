using Warehouse.Activities;
using Warehouse.Usage;

namespace Warehouse.Jobs;

/// <summary>
/// A project's running jobs and the sums of its current and next billing period. Nothing but memory: each method is one step that leaves
/// running jobs and sums in agreement, so whoever reads between two steps sees a consistent picture. It can be made anew from a
/// <see cref="LedgerImage"/> at any time.
/// </summary>
internal sealed class JobBook
{
    /// <summary>Under this key the breakdown has the rows of sources that were removed, so that it adds up without them.</summary>
    public static readonly Guid RemovedSources = Guid.Empty;

    private readonly Dictionary<Guid, RunningJob> _running;
    private readonly Dictionary<Guid, SourceRow> _sources;
    private readonly SortedSet<string> _tables;
    private readonly List<UsageWindow> _windows;
    private readonly HashSet<Guid> _unwritten = [];
    private readonly int[] _runningOf = new int[Enum.GetValues<JobKind>().Length];
    private RunningJob[]? _ordered;

    public JobBook(LedgerImage image)
    {
        _windows = [.. image.Periods.Select((period, index) => new UsageWindow(period) { Acknowledged = image.Acknowledged[index] })];
        foreach (var sum in image.Finished)
        {
            _windows[sum.Period].Add(sum.Kind, sum.SourceId, sum.Rows);
        }

        _sources = image.Sources.ToDictionary(source => source.Id);
        _tables = new SortedSet<string>(image.Tables, StringComparer.Ordinal);
        _running = [];
        foreach (var row in image.Running)
        {
            Add(row);
        }
    }

    public IReadOnlyCollection<RunningJob> Running => _running.Values;

    public IEnumerable<BillingPeriod> Periods => _windows.Select(window => window.Period);

    public IReadOnlyList<string> Tables => [.. _tables];

    public bool HasUnwritten => _unwritten.Count > 0;

    /// <summary>How many jobs of a kind are running.</summary>
    public int CountOf(JobKind kind) => _runningOf[(int)kind];

    public RunningJob? Find(Guid id) => _running.GetValueOrDefault(id);

    public SourceRow? Source(Guid id) => _sources.GetValueOrDefault(id);

    public RunningJob Add(JobRow row)
    {
        var job = new RunningJob(row);
        _running.Add(row.Id, job);
        _runningOf[(int)row.Kind]++;
        _ordered = null;
        Count(row, row.Rows);
        return job;
    }

    /// <summary>
    /// Rows only grow. A report is a sign of life whatever it says; one that brings nothing new is written as such only once in a while,
    /// which <paramref name="signOfLifeEvery"/> tells.
    /// </summary>
    public JobOutcome Report(RunningJob job, long rows, string? error, DateTimeOffset at, TimeSpan signOfLifeEvery)
    {
        job.ReportedAt = at > job.ReportedAt ? at : job.ReportedAt;
        var outcome = rows > job.Rows ? JobOutcome.Done : rows == job.Rows ? JobOutcome.Unchanged : JobOutcome.NotMonotonic;
        if (error is not null && error != job.LatestError && outcome != JobOutcome.NotMonotonic)
        {
            job.LatestError = error;
            outcome = JobOutcome.Done;
        }

        if (rows > job.Rows)
        {
            Count(job.Row, rows - job.Rows);
            job.Rows = rows;
        }

        if (outcome == JobOutcome.Done || job.ReportedAt - job.WrittenAt >= signOfLifeEvery)
        {
            _unwritten.Add(job.Id);
        }

        return outcome;
    }

    /// <summary>The job has ended with <paramref name="rows"/> rows, which stay counted.</summary>
    public void Close(RunningJob job, long rows)
    {
        Count(job.Row, rows - job.Rows);
        if (_running.Remove(job.Id))
        {
            _runningOf[(int)job.Row.Kind]--;
        }

        _unwritten.Remove(job.Id);
        _ordered = null;
    }

    /// <summary>What is to be written. It counts as written until <see cref="NotWritten"/>.</summary>
    public IReadOnlyList<ProgressChange> TakeUnwritten()
    {
        var changes = new List<ProgressChange>(_unwritten.Count);
        foreach (var id in _unwritten)
        {
            var job = _running[id];
            changes.Add(new ProgressChange(id, job.Rows, job.ReportedAt, job.LatestError));
        }

        _unwritten.Clear();
        return changes;
    }

    public void NotWritten(IEnumerable<Guid> ids) => _unwritten.UnionWith(ids.Where(_running.ContainsKey));

    /// <summary>The table has this of a running job. Another activation may have written more than we know.</summary>
    public void Written(RunningJob job, JobRow stored)
    {
        job.WrittenAt = stored.ReportedAt > job.WrittenAt ? stored.ReportedAt : job.WrittenAt;
        if (stored.Rows > job.Rows)
        {
            Count(job.Row, stored.Rows - job.Rows);
            job.Rows = stored.Rows;
        }
    }

    /// <summary>Takes over what <paramref name="before"/> was told and may not have written yet.</summary>
    public void TakeOver(JobBook before)
    {
        foreach (var old in before._running.Values)
        {
            if (Find(old.Id) is { } job)
            {
                Report(job, Math.Max(old.Rows, job.Rows), old.LatestError, old.ReportedAt, TimeSpan.MaxValue);
            }
        }
    }

    public void Register(SourceRow source) => _sources[source.Id] = source;

    public void AddTable(string name) => _tables.Add(name);

    public void RemoveTable(string name) => _tables.Remove(name);

    public void Acknowledge(DateTimeOffset start, DateTimeOffset end, long rows)
    {
        foreach (var window in _windows.Where(window => window.Period.Start == start && window.Period.End == end))
        {
            window.Acknowledged = rows;
        }
    }

    /// <summary>Null when the sums of this period are not here and must be counted first.</summary>
    public UsageReport? Usage(BillingPeriod period)
    {
        if (_windows.Find(window => window.Period == period) is not { } found)
        {
            return null;
        }

        var bySource = new Dictionary<Guid, long>(_sources.Count);
        foreach (var source in _sources.Values)
        {
            if (!source.IsRemoved)
            {
                bySource[source.Id] = 0;
            }
        }

        foreach (var (id, rows) in found.BySource)
        {
            var shown = Source(id) is { IsRemoved: true } ? RemovedSources : id;
            bySource[shown] = bySource.GetValueOrDefault(shown) + rows;
        }

        return new UsageReport
        {
            Period = period,
            RowsBySource = bySource,
            MaterializedRows = found.Materialized,
            TrackedRows = found.Acknowledged,
            PendingRows = Math.Max(0, found.Counted - found.Acknowledged),
        };
    }

    /// <summary>A page of the running jobs, newest first, ties broken by id.</summary>
    public ActivityPage Page(ActivityQuery query, DateTimeOffset now)
    {
        var ordered = _ordered ??= [.. _running.Values.OrderByDescending(job => job.Row.CreatedAt).ThenBy(job => job.Id)];
        var cutoff = CutoffOf(query, now);
        var visible = CountSince(ordered, cutoff);
        var first = (int)Math.Clamp(query.Offset, 0, visible);
        var count = Math.Clamp(query.Limit, 0, visible - first);
        return new ActivityPage
        {
            Results = [.. ordered.AsSpan(first, count).ToArray().Select(JobViews.Activity)],
            HasMore = first + count < visible,
        };
    }

    /// <summary>From when on jobs are asked for, whatever the number of days.</summary>
    public static DateTimeOffset CutoffOf(ActivityQuery query, DateTimeOffset now)
    {
        var days = query.CutoffDays;
        var most = (now - DateTimeOffset.MinValue).TotalDays - 1;
        var least = (now - DateTimeOffset.MaxValue).TotalDays + 1;
        return double.IsNaN(days) ? now : now - TimeSpan.FromDays(Math.Clamp(days, least, most));
    }

    // The list is ordered by age, so what is young enough stands at its beginning.
    private static int CountSince(RunningJob[] ordered, DateTimeOffset cutoff)
    {
        var (low, high) = (0, ordered.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ordered[middle].Row.CreatedAt >= cutoff ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Count(JobRow job, long rows)
    {
        if (!job.Counts && job.Kind != JobKind.Materialization)
        {
            return;
        }

        foreach (var window in _windows)
        {
            if (window.Contains(job.CreatedAt))
            {
                window.Add(job.Kind, job.SourceId, rows);
            }
        }
    }
}
