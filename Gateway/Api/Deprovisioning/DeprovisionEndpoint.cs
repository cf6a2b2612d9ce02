using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Warehouse.Access;
using Warehouse.Errors;
using Warehouse.Resilience;
using Warehouse.Routing;
using Warehouse.Warehouses;

namespace Warehouse.Deprovisioning;

/// <summary><c>POST deprovision</c>: deletes the organization's warehouse with everything in it. Any body is ignored.</summary>
internal static class DeprovisionEndpoint
{
    private static readonly HandlerError AlreadyDeleting =
        new(409, "warehouse_deleting", "warehouse is being deleted or is deleted already");

    public static void MapDeprovision(this IEndpointRouteBuilder routes) => routes.MapPost("deprovision", HandleAsync)
        .RequireKey(Scopes.WarehouseViewWrite)
        .RequireAdmin("deprovision the managed warehouse", changesOrganization: true)
        .Answers(
            "Delete the organization's warehouse",
            "Needs a key with the role admin or owner. Any body is ignored. Sessions are ended, and database, logins, bucket and name are "
            + "deleted; it cannot be undone. It goes on by itself; watch warehouse_status, which ends with deleted.",
            DeprovisionResponse.Example,
            StatusCodes.Status202Accepted)
        .MayRefuse(WarehouseErrors.NotFound, AlreadyDeleting);

    private static async Task<IResult> HandleAsync(Caller caller, GrainCalls grains, CancellationToken cancellationToken)
    {
        var tries = 0;
        var outcome = await grains.CallAsync(
            all =>
            {
                tries++;
                return all.Warehouse(caller.OrganizationId).DeprovisionAsync();
            },
            cancellationToken);
        return outcome switch
        {
            DeprovisionOutcome.Started => Started(caller),
            DeprovisionOutcome.NotFound => WarehouseErrors.NotFound,
            // The answer to the first try was lost: what goes on is what this request began.
            DeprovisionOutcome.AlreadyDeleting when tries > 1 => Started(caller),
            DeprovisionOutcome.AlreadyDeleting => AlreadyDeleting,
            var unknown => throw new InvalidOperationException($"The warehouse answered {unknown}, which this gateway does not know."),
        };
    }

    private static JsonHttpResult<DeprovisionResponse> Started(Caller caller) =>
        TypedResults.Json(new DeprovisionResponse { Org = caller.OrganizationId }, statusCode: StatusCodes.Status202Accepted);
}

/// <summary>A deprovision that was accepted.</summary>
internal sealed record DeprovisionResponse
{
    [Description("Always \"deprovisioning started\".")]
    public string Status { get; init; } = "deprovisioning started";

    [Description("The organization that owns the warehouse.")]
    public required Guid Org { get; init; }

    public static DeprovisionResponse Example => new() { Org = new Guid("0197a0de-0000-7000-8000-000000000001") };
}
