using Warehouse.Usage;

namespace Warehouse.Jobs;

/// <summary>The sums of one billing period.</summary>
internal sealed class UsageWindow(BillingPeriod period)
{
    private readonly Dictionary<Guid, long> _bySource = [];

    public BillingPeriod Period => period;

    /// <summary>Rows of billable imports, for each source that has any.</summary>
    public IReadOnlyDictionary<Guid, long> BySource => _bySource;

    public long Counted { get; private set; }

    public long Materialized { get; private set; }

    public long Acknowledged { get; set; }

    public bool Contains(DateTimeOffset createdAt) => period.Start <= createdAt && createdAt < period.End;

    public void Add(JobKind kind, Guid? sourceId, long rows)
    {
        if (kind == JobKind.Materialization)
        {
            Materialized += rows;
        }
        else if (rows != 0)
        {
            _bySource[sourceId!.Value] = _bySource.GetValueOrDefault(sourceId.Value) + rows;
            Counted += rows;
        }
    }
}
