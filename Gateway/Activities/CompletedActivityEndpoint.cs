using Warehouse.Access;
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
            ActivityPageResponse.Example with
            {
                Results = [ActivityResponse.Example with { Status = "Completed", FinishedAt = ActivityResponse.Example.CreatedAt.AddMinutes(2) }],
            })
        .WithQuery(PageParameters.Documented)
        .MayRefuse(PageParameters.Invalid);

    private static async Task<IResult> HandleAsync(Caller caller, HttpContext context, GrainCalls grains)
    {
        if (PageParameters.Parse(context.Request.Query) is not { } parameters)
        {
            return PageParameters.Invalid;
        }

        var page = await grains.CallAsync(all => all.Team(caller.ProjectId).GetCompletedActivityAsync(parameters.ToQuery()), context.RequestAborted);
        return TypedResults.Json(ActivityPageResponse.From(page, parameters));
    }
}
