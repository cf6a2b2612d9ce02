using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Warehouse.Access;
using Warehouse.Credentials;
using Warehouse.Errors;
using Warehouse.Requests;
using Warehouse.Resilience;
using Warehouse.Routing;
using Warehouse.Warehouses;

namespace Warehouse.Provisioning;

/// <summary><c>POST provision</c>: starts a managed warehouse for the caller's organization.</summary>
internal static class ProvisionEndpoint
{
    private static readonly HandlerError AlreadyExists =
        new(409, "warehouse_exists", "warehouse already exists in non-terminal state");

    private static readonly HandlerError DatabaseNameTaken =
        new(409, "database_name_in_use", "provision conflicts with existing state: database_name is already in use");

    private static readonly ApiError NoServer =
        Refusals.Unavailable("No server has room for a new warehouse at the moment. Try again later.");

    public static void MapProvision(this IEndpointRouteBuilder routes) => routes.MapPost("provision", HandleAsync)
        .RequireKey(Scopes.WarehouseViewWrite)
        .RequireAdmin("provision the managed warehouse", changesOrganization: true)
        .Answers(
            "Start a managed warehouse for the organization",
            "Needs a key with the role admin or owner. Provisioning goes on by itself; watch warehouse_status. From failed or deleted a "
            + "new provision starts afresh, with a new password and, if wanted, another name. A refused provision changes nothing.",
            ProvisionResponse.Example,
            StatusCodes.Status202Accepted)
        .Takes(ProvisionRequest.Example)
        .MayRefuse(
        [
            .. DatabaseNameRules.Errors, .. TableNameRules.Errors,
            AlreadyExists, DatabaseNameTaken, TableNameRules.Taken, TableNameRules.Fixed, .. BodyErrors.All,
        ]);

    private static async Task<IResult> HandleAsync(
        Caller caller, Bound<ProvisionRequest> request, HttpResponse response, GrainCalls grains, CancellationToken cancellationToken)
    {
        // The clear text stays here: the cluster gets the verifier, the caller the password.
        var password = LoginPassword.Generate();
        var command = new ProvisionCommand
        {
            OperationId = Guid.CreateVersion7(),
            ProjectId = caller.ProjectId,
            DatabaseName = request.Value.DatabaseName,
            TableSuffix = request.Value.TableName,
            Verifier = password.Verifier,
        };
        var result = await grains.CallAsync(all => all.Warehouse(caller.OrganizationId).ProvisionAsync(command), cancellationToken);
        return result.Outcome switch
        {
            ProvisionOutcome.Accepted => Accepted(response, caller, result.Username!, password),
            ProvisionOutcome.AlreadyExists => AlreadyExists,
            ProvisionOutcome.NameTaken => DatabaseNameTaken,
            ProvisionOutcome.SuffixTaken => TableNameRules.Taken,
            ProvisionOutcome.SuffixFixed => TableNameRules.Fixed,
            ProvisionOutcome.NoServer => NoServer,
            var unknown => throw new InvalidOperationException($"The warehouse answered {unknown}, which this gateway does not know."),
        };
    }

    private static JsonHttpResult<ProvisionResponse> Accepted(HttpResponse response, Caller caller, string username, LoginPassword password)
    {
        response.Headers.CacheControl = "no-store";
        var body = new ProvisionResponse { Org = caller.OrganizationId, Username = username, Password = password.Clear };
        return TypedResults.Json(body, statusCode: StatusCodes.Status202Accepted);
    }
}

/// <summary>The body of a provision.</summary>
internal sealed record ProvisionRequest : IReadFromRequest<ProvisionRequest>
{
    [Description("The warehouse's name, which is also its database's and its root login's: a DNS label that begins with a letter. Unique.")]
    [StringLength(WarehouseNames.MaxDatabaseNameLength, MinimumLength = WarehouseNames.MinDatabaseNameLength)]
    [RegularExpression("^[a-z][a-z0-9-]*[a-z0-9]$")]
    public required string DatabaseName { get; init; }

    [Description(TableNameRules.Description)]
    [StringLength(WarehouseNames.MaxTableSuffixLength, MinimumLength = 1)]
    [RegularExpression(TableNameRules.Pattern)]
    public required string TableName { get; init; }

    public static ProvisionRequest Example => new() { DatabaseName = "acme", TableName = "main" };

    public static async ValueTask<Bound<ProvisionRequest>> ReadAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        var (database, table) = (body["database_name"], body["table_name"]);
        return (body.Error ?? DatabaseNameRules.Check(database) ?? TableNameRules.Check(table)) is { } refusal
            ? refusal
            : new ProvisionRequest { DatabaseName = database.Text!, TableName = table.Text! };
    }
}

/// <summary>A provision that was accepted.</summary>
internal sealed record ProvisionResponse
{
    [Description("Always \"provisioning started\".")]
    public string Status { get; init; } = "provisioning started";

    [Description("The organization that owns the warehouse.")]
    public required Guid Org { get; init; }

    [Description("The warehouse's root login.")]
    public required string Username { get; init; }

    [Description("The root login's password: 32 random bytes as unpadded URL-safe Base64. Shown here and never again.")]
    public required string Password { get; init; }

    public static ProvisionResponse Example => new()
    {
        Org = new Guid("0197a0de-0000-7000-8000-000000000001"),
        Username = "acme",
        Password = "Zm9yIHRoZSBkb2N1bWVudGF0aW9uLCBub3QgcmVhbC4",
    };

    /// <summary>The password is in it: never print it.</summary>
    public override string ToString() => nameof(ProvisionResponse);
}
