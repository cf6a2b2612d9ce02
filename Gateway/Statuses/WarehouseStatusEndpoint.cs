using Warehouse.Access;
using Warehouse.Errors;
using Warehouse.Resilience;
using Warehouse.Routing;

namespace Warehouse.Statuses;

/// <summary><c>GET warehouse_status</c>: where the organization's warehouse stands, from memory.</summary>
internal static class WarehouseStatusEndpoint
{
    private static readonly HandlerError NotFound = new(404, "warehouse_not_found", "warehouse not found");

    public static void MapWarehouseStatus(this IEndpointRouteBuilder routes) => routes.MapReading("warehouse_status", HandleAsync)
        .RequireKey()
        .Answers(
            "See where the organization's warehouse stands",
            "Answered from memory: it never touches the warehouse itself and keeps answering while that is down.",
            WarehouseStatusResponse.Example)
        .MayRefuse(NotFound);

    private static async Task<IResult> HandleAsync(Caller caller, HttpContext context, GrainCalls grains)
    {
        var status = await grains.CallAsync(all => all.Warehouse(caller.OrganizationId).GetStatusAsync(), context.RequestAborted);
        return status is null ? NotFound : TypedResults.Json(WarehouseStatusResponse.From(status, caller.ProjectId));
    }
}
