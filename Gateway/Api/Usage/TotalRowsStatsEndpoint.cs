using System.ComponentModel;
using Warehouse.Access;
using Warehouse.Resilience;
using Warehouse.Routing;

namespace Warehouse.Usage;

/// <summary><c>GET total_rows_stats</c>: the project's rows in the current billing period.</summary>
internal static class TotalRowsStatsEndpoint
{
    public static void MapTotalRowsStats(this IEndpointRouteBuilder routes) => routes.MapReading("total_rows_stats", HandleAsync)
        .RequireKey()
        .Answers(
            "See how many rows the project has processed in the current billing period",
            "A job belongs to the period when it was created in it; running, completed and failed jobs all count what they moved.",
            TotalRowsStatsResponse.Example);

    private static async Task<IResult> HandleAsync(Caller caller, GrainCalls grains, CancellationToken cancellationToken)
    {
        var usage = await grains.CallAsync(all => all.Team(caller.ProjectId).GetUsageAsync(), cancellationToken);
        return TypedResults.Json(TotalRowsStatsResponse.From(usage));
    }
}

/// <summary>Rows processed in the current billing period.</summary>
internal sealed record TotalRowsStatsResponse
{
    [Description("False when there is no billing period: every figure is then 0.")]
    public required bool BillingAvailable { get; init; }

    [Description("month or year; empty without a billing period.")]
    public required string BillingInterval { get; init; }

    [Description("The first moment after the period.")]
    public required DateTimeOffset? BillingPeriodEnd { get; init; }

    [Description("The first moment of the period.")]
    public required DateTimeOffset? BillingPeriodStart { get; init; }

    [Description("Rows of billable import jobs, by source id.")]
    public required IReadOnlyDictionary<Guid, long> BreakdownOfRowsBySource { get; init; }

    [Description("Rows of materialized views; not in the total.")]
    public required long MaterializedRowsInBillingPeriod { get; init; }

    [Description("Tracked and pending rows together.")]
    public required long TotalRows { get; init; }

    [Description("Rows the billing service has acknowledged.")]
    public required long TrackedBillingRows { get; init; }

    [Description("Rows the billing service has not acknowledged yet.")]
    public required long PendingBillingRows { get; init; }

    public static TotalRowsStatsResponse Example => new()
    {
        BillingAvailable = true,
        BillingInterval = "month",
        BillingPeriodEnd = new DateTimeOffset(2025, 8, 1, 0, 0, 0, TimeSpan.Zero),
        BillingPeriodStart = new DateTimeOffset(2025, 7, 1, 0, 0, 0, TimeSpan.Zero),
        BreakdownOfRowsBySource = new Dictionary<Guid, long> { [new Guid("0197a0de-0000-7000-8000-000000000003")] = 150_000 },
        MaterializedRowsInBillingPeriod = 2_000,
        TotalRows = 150_000,
        TrackedBillingRows = 120_000,
        PendingBillingRows = 30_000,
    };

    public static TotalRowsStatsResponse From(UsageReport usage) => new()
    {
        BillingAvailable = usage.Period is not null,
        BillingInterval = usage.Period?.Interval ?? "",
        BillingPeriodEnd = usage.Period?.End,
        BillingPeriodStart = usage.Period?.Start,
        BreakdownOfRowsBySource = usage.RowsBySource,
        MaterializedRowsInBillingPeriod = usage.MaterializedRows,
        TotalRows = usage.TotalRows,
        TrackedBillingRows = usage.TrackedRows,
        PendingBillingRows = usage.PendingRows,
    };
}
