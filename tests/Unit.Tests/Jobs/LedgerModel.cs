using Warehouse.Usage;

namespace Warehouse.Jobs;

/// <summary>
/// The ledger as its documentation describes it, in the simplest way that can be right: a list of jobs, and every figure summed anew.
/// It knows no memory, no table and no crash; what a crash takes away, the test takes away here too.
/// </summary>
internal sealed class LedgerModel
{
    private readonly Dictionary<(long Project, Guid Source), (string Type, bool Removed)> _sources = [];
    private readonly Dictionary<(long Project, DateTimeOffset Start, DateTimeOffset End), long> _acknowledged = [];

    public Dictionary<Guid, ModelJob> Jobs { get; } = [];

    public JobOutcome Start(long project, JobStart start, DateTimeOffset now)
    {
        if (start.Kind == JobKind.Import && start.SourceId is null)
        {
            return JobOutcome.Invalid;
        }

        if (!Jobs.TryGetValue(start.Id, out var standing))
        {
            Jobs[start.Id] = new ModelJob(project, start, start.CreatedAt ?? now);
            return JobOutcome.Done;
        }

        return standing switch
        {
            _ when standing.Project != project => JobOutcome.ForeignProject,
            _ when (standing.Start with { CreatedAt = null }) != (start with { CreatedAt = null })
                || (start.CreatedAt ?? standing.CreatedAt) != standing.CreatedAt => JobOutcome.Conflict,
            { Status: JobStatus.Running } => JobOutcome.Unchanged,
            _ => JobOutcome.AlreadyFinished,
        };
    }

    public JobOutcome Report(long project, Guid id, long rows)
    {
        if (Refusal(project, id) is { } refusal)
        {
            return refusal;
        }

        var job = Jobs[id];
        if (rows < job.Rows)
        {
            return JobOutcome.NotMonotonic;
        }

        var outcome = rows == job.Rows ? JobOutcome.Unchanged : JobOutcome.Done;
        job.Rows = rows;
        return outcome;
    }

    public JobOutcome Finish(long project, Guid id, JobStatus status, long? rows)
    {
        if (Refusal(project, id) is { } refusal)
        {
            return refusal == JobOutcome.AlreadyFinished
                && Jobs[id].Status == status
                && (rows ?? 0) <= Jobs[id].Rows ? JobOutcome.Unchanged : refusal;
        }

        var job = Jobs[id];
        job.Rows = Math.Max(job.Rows, rows ?? 0);
        job.Status = status;
        return JobOutcome.Done;
    }

    public LedgerOutcome RegisterSource(long project, SourceRegistration source)
    {
        var before = _sources.TryGetValue((project, source.Id), out var standing) ? standing : default;
        _sources[(project, source.Id)] = (source.Type, false);
        return before == (source.Type, false) ? LedgerOutcome.Unchanged : LedgerOutcome.Done;
    }

    public LedgerOutcome RemoveSource(long project, Guid source)
    {
        if (!_sources.TryGetValue((project, source), out var standing))
        {
            return LedgerOutcome.Unknown;
        }

        _sources[(project, source)] = standing with { Removed = true };
        return standing.Removed ? LedgerOutcome.Unchanged : LedgerOutcome.Done;
    }

    public LedgerOutcome Acknowledge(long project, RowsAcknowledgement acknowledgement)
    {
        var key = (project, acknowledgement.PeriodStart, acknowledgement.PeriodEnd);
        var known = _acknowledged.TryGetValue(key, out var before);
        if (known && before == acknowledgement.Rows)
        {
            return LedgerOutcome.Unchanged;
        }

        if (known && before > acknowledgement.Rows && !acknowledgement.IsCorrection)
        {
            return LedgerOutcome.NotMonotonic;
        }

        _acknowledged[key] = acknowledgement.Rows;
        return LedgerOutcome.Done;
    }

    public void AssertUsage(long project, UsageReport usage, BillingPeriod period)
    {
        Assert.Equal(period, usage.Period);
        var inPeriod = Jobs.Values.Where(
            job => job.Project == project && period.Start <= job.CreatedAt && job.CreatedAt < period.End).ToList();
        var billable = inPeriod.Where(job => job.Start is { Kind: JobKind.Import, Billable: true }).ToList();
        var counted = billable.Sum(job => job.Rows);
        Assert.Equal(inPeriod.Where(job => job.Start.Kind == JobKind.Materialization).Sum(job => job.Rows), usage.MaterializedRows);
        Assert.Equal(_acknowledged.GetValueOrDefault((project, period.Start, period.End)), usage.TrackedRows);
        Assert.Equal(Math.Max(0, counted - usage.TrackedRows), usage.PendingRows);

        // It adds up; a registered source is there, a removed one is not, and what that moved stands under no source's name.
        Assert.Equal(counted, usage.RowsBySource.Values.Sum());
        var expected = _sources.Where(source => source.Key.Project == project && !source.Value.Removed).ToDictionary(
            source => source.Key.Source, _ => 0L);
        foreach (var job in billable.Where(job => job.Rows > 0))
        {
            var removed = _sources.TryGetValue((project, job.Start.SourceId!.Value), out var source) && source.Removed;
            var key = removed ? Guid.Empty : job.Start.SourceId.Value;
            expected[key] = expected.GetValueOrDefault(key) + job.Rows;
        }

        Assert.Equal(expected.OrderBy(pair => pair.Key), usage.RowsBySource.OrderBy(pair => pair.Key));
    }

    /// <summary>The running jobs as running_activity must list them.</summary>
    public IEnumerable<(Guid Id, long Rows)> Running(long project, DateTimeOffset createdSince) => Jobs
        .Where(job => job.Value.Project == project && job.Value.Status == JobStatus.Running && job.Value.CreatedAt >= createdSince)
        .OrderByDescending(job => job.Value.CreatedAt).ThenBy(job => job.Key)
        .Select(job => (job.Key, job.Value.Rows));

    private JobOutcome? Refusal(long project, Guid id) =>
        !Jobs.TryGetValue(id, out var job) ? JobOutcome.UnknownJob
        : job.Project != project ? JobOutcome.ForeignProject
        : job.Status != JobStatus.Running ? JobOutcome.AlreadyFinished
        : null;
}

/// <summary>A job of the model.</summary>
internal sealed class ModelJob(long project, JobStart start, DateTimeOffset createdAt)
{
    public long Project => project;

    public JobStart Start => start;

    public DateTimeOffset CreatedAt => createdAt;

    public JobStatus Status { get; set; }

    public long Rows { get; set; }
}
