using Warehouse.Access;
using Warehouse.Errors;
using Warehouse.Provisioning;
using Warehouse.Requests;
using Warehouse.Resilience;
using Warehouse.Routing;

namespace Warehouse.Backfills;

/// <summary><c>POST enable-backfill</c>: gives a further project of the organization its tables, and fills them.</summary>
internal static class EnableBackfillEndpoint
{
    private static readonly HandlerError AdminRequired =
        new(403, "admin_required", "Only organization admins can enable the backfill for the managed warehouse");

    private static readonly HandlerError NotFound = new(404, "warehouse_not_found", "warehouse not found");

    public static void MapEnableBackfill(this IEndpointRouteBuilder routes) => routes.MapPost("enable-backfill", HandleAsync)
        .RequireKey(Scopes.WarehouseViewWrite)
        .Answers(
            "Load a further project's history into the organization's warehouse",
            "Needs a key with the role admin or owner. table_name is the suffix of the project's tables, as in provision; asking again for the same is no error. "
            + "Loading begins when the warehouse is ready; watch running_activity.",
            EnableBackfillResponse.Example,
            StatusCodes.Status202Accepted)
        .Takes(EnableBackfillRequest.Example)
        .MayRefuse([AdminRequired, NotFound, .. ProvisionErrors.OfTableName, .. BodyErrors.All]);

    private static async Task<IResult> HandleAsync(Caller caller, HttpContext context, GrainCalls grains)
    {
        if (!caller.IsAdmin)
        {
            return AdminRequired;
        }

        var body = await RequestBody.ReadAsync(context);
        if ((body.Error ?? ProvisionNames.CheckTableName(body[ProvisionNames.TableName])) is { } refusal)
        {
            return refusal;
        }

        var suffix = body[ProvisionNames.TableName].Text!;
        var outcome = await grains.CallAsync(
            all => all.Warehouse(caller.OrganizationId).EnableBackfillAsync(caller.ProjectId, suffix), context.RequestAborted);
        return outcome switch
        {
            EnableBackfillOutcome.Enabled or EnableBackfillOutcome.Unchanged =>
                TypedResults.Json(new EnableBackfillResponse { TableName = suffix }, statusCode: StatusCodes.Status202Accepted),
            EnableBackfillOutcome.NoWarehouse => NotFound,
            EnableBackfillOutcome.SuffixTaken => ProvisionErrors.TableNameTaken,
            EnableBackfillOutcome.SuffixFixed => ProvisionErrors.TableNameFixed,
            var unknown => throw new InvalidOperationException($"The warehouse answered {unknown}, which this gateway does not know."),
        };
    }
}
