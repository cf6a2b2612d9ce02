using Warehouse.Access;
using Warehouse.Errors;
using Warehouse.Requests;
using Warehouse.Resilience;
using Warehouse.Routing;

namespace Warehouse.Activities;

/// <summary><c>GET job_stats</c>: how many of the project's jobs succeeded and failed in the last days.</summary>
internal static class JobStatsEndpoint
{
    private const string Days = "days";

    private static readonly HandlerError NoInteger = new(400, "invalid_parameter", "Invalid days parameter");
    private static readonly HandlerError NoSuchDays = new(400, "invalid_parameter", "Invalid days parameter. Must be 1, 7, or 30.");

    public static void MapJobStats(this IEndpointRouteBuilder routes) => routes.MapReading("job_stats", HandleAsync)
        .RequireKey()
        .Answers(
            "Count the project's jobs of the last days",
            "Billable imports that ended in the last days, and materializations that were created in them. breakdown counts them by the hour (of one day) or by the day "
            + "(of 7 or 30) they were created in, in UTC, latest first; a job that is older than the first of those counts in the totals only.",
            JobStatsResponse.Example)
        .WithQuery(QueryParameter.Integer(Days, "1, 7 or 30.", 7))
        .MayRefuse(NoInteger, NoSuchDays);

    private static async Task<IResult> HandleAsync(Caller caller, HttpContext context, GrainCalls grains)
    {
        if ((context.Request.Query.TryGetValue(Days, out var values) ? PythonInteger.Parse(values[^1]) : 7) is not { } wanted)
        {
            return NoInteger;
        }

        if (wanted != 1 && wanted != 7 && wanted != 30)
        {
            return NoSuchDays;
        }

        var stats = await grains.CallAsync(all => all.Team(caller.ProjectId).GetJobStatsAsync((int)wanted), context.RequestAborted);
        return TypedResults.Json(JobStatsResponse.From(stats));
    }
}
