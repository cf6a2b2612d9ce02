using Microsoft.AspNetCore.Http.HttpResults;
using Warehouse.Access;
using Warehouse.Resilience;
using Warehouse.Routing;
using Warehouse.Warehouses;

namespace Warehouse.Deprovisioning;

/// <summary><c>POST deprovision</c>: deletes the organization's warehouse with everything in it. Any body is ignored.</summary>
internal static class DeprovisionEndpoint
{
    public static void MapDeprovision(this IEndpointRouteBuilder routes) => routes.MapPost("deprovision", HandleAsync)
        .RequireKey(Scopes.WarehouseViewWrite)
        .Answers(
            "Delete the organization's warehouse",
            "Needs a key with the role admin or owner. Any body is ignored. Sessions are ended, and database, logins, bucket and name are deleted; it cannot be "
            + "undone. It goes on by itself; watch warehouse_status, which ends with deleted.",
            DeprovisionResponse.Example,
            StatusCodes.Status202Accepted)
        .MayRefuse(DeprovisionErrors.All);

    private static async Task<IResult> HandleAsync(Caller caller, HttpContext context, GrainCalls grains)
    {
        if (!caller.IsAdmin)
        {
            return DeprovisionErrors.AdminRequired;
        }

        var tries = 0;
        var outcome = await grains.CallAsync(
            all =>
            {
                tries++;
                return all.Warehouse(caller.OrganizationId).DeprovisionAsync();
            },
            context.RequestAborted);
        return outcome switch
        {
            DeprovisionOutcome.Started => Started(caller),
            DeprovisionOutcome.NotFound => DeprovisionErrors.NotFound,
            // The answer to the first try was lost: what goes on is what this request began.
            DeprovisionOutcome.AlreadyDeleting when tries > 1 => Started(caller),
            DeprovisionOutcome.AlreadyDeleting => DeprovisionErrors.AlreadyDeleting,
            var unknown => throw new InvalidOperationException($"The warehouse answered {unknown}, which this gateway does not know."),
        };
    }

    private static JsonHttpResult<DeprovisionResponse> Started(Caller caller) =>
        TypedResults.Json(new DeprovisionResponse { Org = caller.OrganizationId }, statusCode: StatusCodes.Status202Accepted);
}
