using System.Numerics;
using Warehouse.Access;
using Warehouse.Errors;
using Warehouse.Resilience;
using Warehouse.Routing;

namespace Warehouse.Activities;

/// <summary><c>GET running_activity</c>: the project's jobs with status Running, a page at a time.</summary>
internal static class RunningActivityEndpoint
{
    private static readonly HandlerError InvalidParameter =
        new(400, "invalid_parameter", "Invalid limit, offset, or cutoff_days parameter");

    public static void MapRunningActivity(this IEndpointRouteBuilder routes) => routes.MapReading("running_activity", HandleAsync)
        .RequireKey()
        .Answers("List the project's running jobs", "Newest first.", ActivityPageResponse.Example)
        .WithQuery(PageParameters.Documented)
        .MayRefuse(InvalidParameter);

    private static async Task<IResult> HandleAsync(Caller caller, HttpContext context, GrainCalls grains)
    {
        if (PageParameters.Parse(context.Request.Query) is not { } parameters)
        {
            return InvalidParameter;
        }

        var page = await grains.CallAsync(
            all => all.Team(caller.ProjectId).GetRunningActivityAsync(parameters.ToQuery()),
            context.RequestAborted);
        return TypedResults.Json(new ActivityPageResponse
        {
            Results = [.. page.Results.Select(ActivityResponse.From)],
            Next = page.HasMore ? parameters.Link(parameters.Offset + parameters.Limit) : null,
            Previous = parameters.Offset > 0 ? parameters.Link(BigInteger.Max(0, parameters.Offset - parameters.Limit)) : null,
        });
    }
}
