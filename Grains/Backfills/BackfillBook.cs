using Warehouse.Tables;

namespace Warehouse.Backfills;

/// <summary>
/// A project's partitions and where each is, in memory. What is loaded is known for good only by the ledger inside the warehouse, so the
/// book can be made anew from a listing and that ledger at any time. Knows no clock and does nothing outside.
/// </summary>
internal sealed class BackfillBook
{
    private const int MaxListed = 500;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly Dictionary<(Dataset, string), Entry> _entries = [];
    private IReadOnlyList<string> _ignored = [];
    private DateTimeOffset? _runBegan;
    private long _runRows;
    private long _runBytes;

    public DateTimeOffset? ListedAt { get; private set; }

    /// <summary>When the bucket is to be listed next; at once in a new book.</summary>
    public DateTimeOffset ListAt { get; set; }

    public BackfillProblem? Problem { get; set; }

    /// <summary>True when something was loaded that the planner's statistics do not know of yet.</summary>
    public bool HasNewRows { get; set; }

    public bool HasRunning => Running.Any();

    public IEnumerable<Entry> Running => _entries.Values.Where(entry => entry.State == PartitionState.Running);

    /// <summary>Takes in a listing and what is loaded: what is new or changed is to be loaded, what runs goes on.</summary>
    public void Update(BackfillListing listing, IEnumerable<(Dataset Dataset, string Partition, string Fingerprint, long Rows)> loaded, DateTimeOffset now)
    {
        var fingerprints = loaded.ToDictionary(row => (row.Dataset, row.Partition), row => (row.Fingerprint, row.Rows));
        var listed = listing.Partitions.ToDictionary(plan => (plan.Dataset, plan.Partition));
        foreach (var gone in _entries.Where(entry => !listed.ContainsKey(entry.Key) && entry.Value.State != PartitionState.Running).ToList())
        {
            _entries.Remove(gone.Key);
        }

        foreach (var (key, plan) in listed)
        {
            var entry = _entries.GetValueOrDefault(key) ?? (_entries[key] = new Entry { Plan = plan });
            var changed = entry.Plan.Fingerprint != plan.Fingerprint;
            if (entry.State == PartitionState.Running)
            {
                // The next listing finds it changed once this load is over.
                continue;
            }

            entry.Plan = plan;
            if (fingerprints.TryGetValue(key, out var standing) && standing.Fingerprint == plan.Fingerprint)
            {
                entry.Finish(standing.Rows, entry.UnknownColumns);
            }
            else if (entry.State != PartitionState.Failed || changed)
            {
                entry.Reset();
            }
        }

        (ListedAt, _ignored, Problem) = (now, listing.Ignored, null);
    }

    /// <summary>The partition to load next: the newest that is not waiting; null when there is none.</summary>
    public Entry? Next(DateTimeOffset now) => _entries.Values
        .Where(entry => entry.State == PartitionState.Pending || entry is { State: PartitionState.Failed, NextTryAt: { } next } && next <= now)
        .MaxBy(entry => (entry.Plan.Partition, entry.Plan.Dataset));

    /// <summary>When a failed partition is due; null when none is.</summary>
    public DateTimeOffset? NextTryAt => _entries.Values.Where(entry => entry.State == PartitionState.Failed).Min(entry => entry.NextTryAt);

    public void Start(Entry entry, Guid loadId, DateTimeOffset now)
    {
        if (!HasRunning)
        {
            (_runBegan, _runRows, _runBytes) = (now, 0, 0);
        }

        entry.Start(loadId);
    }

    /// <summary>Goes on with a load that an earlier activation began. False when its files are loaded, or gone, or others by now.</summary>
    public bool Resume(BegunLoad load, DateTimeOffset now)
    {
        if (_entries.GetValueOrDefault((load.Dataset, load.Partition)) is not { } entry)
        {
            return false;
        }

        if (entry.State == PartitionState.Running)
        {
            return entry.Load.Id == load.Id;
        }

        if (entry.State == PartitionState.Done || entry.Plan.Fingerprint != load.Fingerprint)
        {
            return false;
        }

        Start(entry, load.Id, now);
        entry.IsStarted = true;
        return true;
    }

    /// <summary>Leaves a partition alone as long as its files are these.</summary>
    public void Park(Dataset dataset, string partition, string fingerprint, string reason)
    {
        if (_entries.GetValueOrDefault((dataset, partition)) is { State: PartitionState.Pending } entry && entry.Plan.Fingerprint == fingerprint)
        {
            entry.Fail(reason, nextTryAt: null);
        }
    }

    public void Done(Entry entry, long rows, IReadOnlyList<string> unknownColumns)
    {
        HasNewRows = true;
        _runRows += rows;
        _runBytes += entry.Bytes;
        entry.Finish(rows, unknownColumns);
    }

    public static void Fail(Entry entry, string error, bool isTransient, DateTimeOffset now)
    {
        var wait = TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << Math.Min(entry.Failures, 10)));
        entry.Fail(error, isTransient ? now + wait : null);
    }

    /// <summary>Lets every failed partition be tried again now.</summary>
    public void Retry()
    {
        foreach (var entry in _entries.Values.Where(entry => entry.State == PartitionState.Failed))
        {
            entry.Reset();
        }
    }

    /// <summary>The report of a project whose backfill is not enabled.</summary>
    public static BackfillReport NothingOf(long projectId) => new()
    {
        ProjectId = projectId,
        PartitionsTotal = 0,
        PartitionsDone = 0,
        PartitionsFailed = 0,
        Rows = 0,
        RowsPerSecond = 0,
        Partitions = [],
        IgnoredFiles = [],
    };

    public BackfillReport Report(BackfillTarget target, DateTimeOffset now)
    {
        var entries = _entries.Values.ToList();
        var running = entries.Where(entry => entry.State == PartitionState.Running).ToList();
        var seconds = (now - _runBegan)?.TotalSeconds ?? 0;
        var rate = running.Count > 0 && seconds > 0 ? (_runRows + running.Sum(entry => entry.Rows)) / seconds : 0;
        var rowsPerByte = entries.Where(entry => entry is { State: PartitionState.Done, Bytes: > 0 }).GroupBy(KindOf)
            .ToDictionary(kind => kind.Key, kind => (double)kind.Sum(entry => entry.Rows) / kind.Sum(entry => entry.Bytes));
        var left = entries.Where(entry => entry.State is PartitionState.Pending or PartitionState.Running).Sum(entry => entry.Bytes);
        return new BackfillReport
        {
            ProjectId = target.ProjectId,
            TableSuffix = target.TableSuffix,
            PartitionsTotal = entries.Count,
            PartitionsDone = entries.Count(entry => entry.State == PartitionState.Done),
            PartitionsFailed = entries.Count(entry => entry.State == PartitionState.Failed),
            Rows = entries.Sum(entry => entry.Rows),
            RowsPerSecond = rate,
            TimeLeft = running.Count > 0 && _runBytes > 0 && seconds > 0 ? TimeSpan.FromSeconds(left / (_runBytes / seconds)) : null,
            ListedAt = ListedAt,
            Problem = Problem?.Message,
            IgnoredFiles = _ignored,
            Partitions = [.. entries.OrderBy(Order).ThenByDescending(entry => entry.Plan.Partition, StringComparer.Ordinal).ThenBy(entry => entry.Plan.Dataset)
                .Take(MaxListed).Select(entry => entry.Report(rowsPerByte.TryGetValue(KindOf(entry), out var rows) ? (long)(entry.Bytes * rows) : null))],
        };

        // Files of one kind have rows of like size.
        static (Dataset, string) KindOf(Entry entry) => (entry.Plan.Dataset, Path.GetExtension(entry.Plan.Files.Select(file => file.Key).FirstOrDefault() ?? ""));

        static int Order(Entry entry) => entry.State switch
        {
            PartitionState.Running => 0,
            PartitionState.Failed => 1,
            PartitionState.Pending => 2,
            _ => 3,
        };
    }

    /// <summary>One partition.</summary>
    internal sealed class Entry
    {
        public required PartitionPlan Plan { get; set; }

        public PartitionState State { get; private set; }

        /// <summary>The load under way, or the last one.</summary>
        public BegunLoad Load => new(LoadId, Plan.Dataset, Plan.Partition, Plan.Fingerprint);

        /// <summary>True once the partition's grain was told to load.</summary>
        public bool IsStarted { get; set; }

        public long Rows { get; set; }

        public int Failures { get; private set; }

        public DateTimeOffset? NextTryAt { get; private set; }

        public IReadOnlyList<string> UnknownColumns { get; private set; } = [];

        public long Bytes => Plan.Files.Sum(file => file.Size);

        private Guid LoadId { get; set; }

        private string? Error { get; set; }

        public void Start(Guid loadId) => (State, LoadId, Rows, IsStarted) = (PartitionState.Running, loadId, 0, false);

        public void Finish(long rows, IReadOnlyList<string> unknownColumns) =>
            (State, Rows, Error, Failures, NextTryAt, UnknownColumns) = (PartitionState.Done, rows, null, 0, null, unknownColumns);

        public void Fail(string error, DateTimeOffset? nextTryAt) =>
            (State, Rows, Error, Failures, NextTryAt) = (PartitionState.Failed, 0, error, Failures + 1, nextTryAt);

        public void Reset() => (State, Rows, Error, Failures, NextTryAt) = (PartitionState.Pending, 0, null, 0, null);

        public PartitionReport Report(long? rowsExpected) => new()
        {
            Dataset = Plan.Dataset == Dataset.Events ? "events" : "persons",
            Partition = Plan.Partition,
            State = State,
            Rows = Rows,
            Files = Plan.Files.Count,
            Bytes = Bytes,
            Error = Error,
            Failures = Failures,
            NextTryAt = NextTryAt,
            UnknownColumns = UnknownColumns,
            RowsExpected = State == PartitionState.Done ? Rows : rowsExpected,
        };
    }
}
