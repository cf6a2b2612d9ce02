using Warehouse.Access;
using Warehouse.Requests;
using Warehouse.Resilience;
using Warehouse.Routing;

namespace Warehouse.Activities;

/// <summary><c>GET completed_activity</c>: the project's jobs that are over, a page at a time.</summary>
internal static class CompletedActivityEndpoint
{
    public static void MapCompletedActivity(this IEndpointRouteBuilder routes) => routes.MapReading("completed_activity", HandleAsync)
        .RequireKey()
        .Answers(
            "List the project's jobs that are over",
            "Newest first, with the status Completed, Failed or Cancelled. A job whose reporter died is Failed.",
            ActivityPageResponse.ExampleOfCompleted)
        .WithQuery(PageParameters.Documented)
        .MayRefuse(PageParameters.Invalid);

    private static async Task<IResult> HandleAsync(
        Caller caller, Bound<PageParameters> page, GrainCalls grains, CancellationToken cancellationToken)
    {
        var query = page.Value.ToQuery();
        var jobs = await grains.CallAsync(all => all.Team(caller.ProjectId).GetCompletedActivityAsync(query), cancellationToken);
        return TypedResults.Json(ActivityPageResponse.From(jobs, page.Value));
    }
}
