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
    public static UsageJson Of(long projectId, UsageReport usage)
    {
        var shown = TotalRowsStatsResponse.From(usage);
        return new UsageJson(
            projectId, shown.BillingAvailable, shown.BillingInterval, shown.BillingPeriodEnd, shown.BillingPeriodStart, shown.BreakdownOfRowsBySource,
            shown.MaterializedRowsInBillingPeriod, shown.TotalRows, shown.TrackedBillingRows, shown.PendingBillingRows);
    }
}
