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

    private static async Task<IResult> HandleAsync(Caller caller, HttpContext context, GrainCalls grains)
    {
        var usage = await grains.CallAsync(all => all.Team(caller.ProjectId).GetUsageAsync(), context.RequestAborted);
        return TypedResults.Json(TotalRowsStatsResponse.From(usage));
    }
}
