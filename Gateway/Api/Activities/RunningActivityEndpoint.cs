using Warehouse.Access;
using Warehouse.Requests;
using Warehouse.Resilience;
using Warehouse.Routing;

namespace Warehouse.Activities;

/// <summary><c>GET running_activity</c>: the project's jobs with status Running, a page at a time.</summary>
internal static class RunningActivityEndpoint
{
    public static void MapRunningActivity(this IEndpointRouteBuilder routes) => routes.MapReading("running_activity", HandleAsync)
        .RequireKey()
        .Answers("List the project's running jobs", "Newest first.", ActivityPageResponse.Example)
        .WithQuery(PageParameters.Documented)
        .MayRefuse(PageParameters.Invalid);

    private static async Task<IResult> HandleAsync(
        Caller caller, Bound<PageParameters> page, GrainCalls grains, CancellationToken cancellationToken)
    {
        var query = page.Value.ToQuery();
        var jobs = await grains.CallAsync(all => all.Team(caller.ProjectId).GetRunningActivityAsync(query), cancellationToken);
        return TypedResults.Json(ActivityPageResponse.From(jobs, page.Value));
    }
}
