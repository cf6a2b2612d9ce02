using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Warehouse.Access;
using Warehouse.Errors;
using Warehouse.Provisioning;
using Warehouse.Requests;
using Warehouse.Resilience;
using Warehouse.Routing;
using Warehouse.Warehouses;

namespace Warehouse.Backfills;

/// <summary><c>POST enable-backfill</c>: gives a further project of the organization its tables, and fills them.</summary>
internal static class EnableBackfillEndpoint
{
    public static void MapEnableBackfill(this IEndpointRouteBuilder routes) => routes.MapPost("enable-backfill", HandleAsync)
        .RequireKey(Scopes.WarehouseViewWrite)
        .RequireAdmin("enable the backfill for the managed warehouse", changesOrganization: false)
        .Answers(
            "Load a further project's history into the organization's warehouse",
            "Needs a key with the role admin or owner. table_name is the suffix of the project's tables, as in provision; "
            + "asking again for the same is no error. Loading begins when the warehouse is ready; watch running_activity.",
            EnableBackfillResponse.Example,
            StatusCodes.Status202Accepted)
        .Takes(EnableBackfillRequest.Example)
        .MayRefuse([WarehouseErrors.NotFound, .. TableNameRules.Errors, TableNameRules.Taken, TableNameRules.Fixed, .. BodyErrors.All]);

    private static async Task<IResult> HandleAsync(
        Caller caller, Bound<EnableBackfillRequest> request, GrainCalls grains, CancellationToken cancellationToken)
    {
        var suffix = request.Value.TableName;
        var outcome = await grains.CallAsync(
            all => all.Warehouse(caller.OrganizationId).EnableBackfillAsync(caller.ProjectId, suffix), cancellationToken);
        return outcome switch
        {
            EnableBackfillOutcome.Enabled or EnableBackfillOutcome.Unchanged =>
                TypedResults.Json(new EnableBackfillResponse { TableName = suffix }, statusCode: StatusCodes.Status202Accepted),
            EnableBackfillOutcome.NoWarehouse => WarehouseErrors.NotFound,
            EnableBackfillOutcome.SuffixTaken => TableNameRules.Taken,
            EnableBackfillOutcome.SuffixFixed => TableNameRules.Fixed,
            var unknown => throw new InvalidOperationException($"The warehouse answered {unknown}, which this gateway does not know."),
        };
    }
}

/// <summary>The body of enable-backfill.</summary>
internal sealed record EnableBackfillRequest : IReadFromRequest<EnableBackfillRequest>
{
    [Description(TableNameRules.Description)]
    [StringLength(WarehouseNames.MaxTableSuffixLength, MinimumLength = 1)]
    [RegularExpression(TableNameRules.Pattern)]
    public required string TableName { get; init; }

    public static EnableBackfillRequest Example => new() { TableName = "web" };

    public static async ValueTask<Bound<EnableBackfillRequest>> ReadAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        var table = body["table_name"];
        return (body.Error ?? TableNameRules.Check(table)) is { } refusal
            ? refusal
            : new EnableBackfillRequest { TableName = table.Text! };
    }
}

/// <summary>A backfill that is enabled.</summary>
internal sealed record EnableBackfillResponse
{
    [Description("Always \"backfill enabled\".")]
    public string Status { get; init; } = "backfill enabled";

    public required string TableName { get; init; }

    public static EnableBackfillResponse Example => new() { TableName = "web" };
}
