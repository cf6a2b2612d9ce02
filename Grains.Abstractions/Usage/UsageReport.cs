namespace Warehouse.Usage;

/// <summary>Rows processed by one project in the current billing period. All figures are rows.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.UsageReport")]
public sealed record UsageReport
{
    /// <summary>Null when there is no billing period: every figure is then 0.</summary>
    [Id(0)] public BillingPeriod? Period { get; init; }

    /// <summary>Rows of billable import jobs by source.</summary>
    [Id(1)] public required IReadOnlyDictionary<Guid, long> RowsBySource { get; init; }

    /// <summary>Rows of materialization jobs.</summary>
    [Id(2)] public required long MaterializedRows { get; init; }

    /// <summary>Rows the billing service has acknowledged for this project and period.</summary>
    [Id(3)] public required long TrackedRows { get; init; }

    /// <summary>Counted rows the billing service has not acknowledged yet; never negative.</summary>
    [Id(4)] public required long PendingRows { get; init; }

    public long TotalRows => TrackedRows + PendingRows;
}

/// <summary>A half-open span of time: a job belongs to it when <c>Start ≤ created_at &lt; End</c>.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.BillingPeriod")]
public sealed record BillingPeriod
{
    /// <summary><c>month</c> or <c>year</c>, as the billing service calls it.</summary>
    [Id(0)] public required string Interval { get; init; }
    [Id(1)] public required DateTimeOffset Start { get; init; }
    [Id(2)] public required DateTimeOffset End { get; init; }
}
