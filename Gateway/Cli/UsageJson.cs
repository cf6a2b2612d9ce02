using Warehouse.Usage;

namespace Warehouse.Cli;

/// <summary>Usage in the verbs' JSON: the project, then what the API's total_rows_stats shows.</summary>
internal sealed record UsageJson(
    long ProjectId,
    bool BillingAvailable,
    string BillingInterval,
    DateTimeOffset? BillingPeriodEnd,
    DateTimeOffset? BillingPeriodStart,
    IReadOnlyDictionary<Guid, long> BreakdownOfRowsBySource,
    long MaterializedRowsInBillingPeriod,
    long TotalRows,
    long TrackedBillingRows,
    long PendingBillingRows)
{
    public static UsageJson Of(long projectId, UsageReport usage) => new(
        projectId,
        usage.Period is not null,
        usage.Period?.Interval ?? "",
        usage.Period?.End,
        usage.Period?.Start,
        usage.RowsBySource,
        usage.MaterializedRows,
        usage.TotalRows,
        usage.TrackedRows,
        usage.PendingRows);
}
