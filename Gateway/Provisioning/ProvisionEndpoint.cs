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
    public static void MapProvision(this IEndpointRouteBuilder routes) => routes.MapPost("provision", HandleAsync)
        .RequireKey(Scopes.WarehouseViewWrite)
        .Answers(
            "Start a managed warehouse for the organization",
            "Needs a key with the role admin or owner. Provisioning goes on by itself; watch warehouse_status. From failed or deleted a new "
            + "provision starts afresh, with a new password and, if wanted, another name. A refused provision changes nothing.",
            ProvisionResponse.Example,
            StatusCodes.Status202Accepted)
        .Takes(ProvisionRequest.Example)
        .MayRefuse([.. ProvisionErrors.All, .. BodyErrors.All]);

    private static async Task<IResult> HandleAsync(Caller caller, HttpContext context, GrainCalls grains)
    {
        if (!caller.IsAdmin)
        {
            return ProvisionErrors.AdminRequired;
        }

        var body = await RequestBody.ReadAsync(context);
        if ((body.Error ?? ProvisionNames.Check(body)) is { } refusal)
        {
            return refusal;
        }

        // The clear text stays here: the cluster gets the verifier, the caller the password.
        var password = LoginPassword.Generate();
        var command = new ProvisionCommand
        {
            OperationId = Guid.CreateVersion7(),
            ProjectId = caller.ProjectId,
            DatabaseName = body[ProvisionNames.DatabaseName].Text!,
            TableSuffix = body[ProvisionNames.TableName].Text!,
            Verifier = password.Verifier,
        };
        var result = await grains.CallAsync(all => all.Warehouse(caller.OrganizationId).ProvisionAsync(command), context.RequestAborted);
        return result.Outcome switch
        {
            ProvisionOutcome.Accepted => Accepted(context, caller, result.Username!, password),
            ProvisionOutcome.AlreadyExists => ProvisionErrors.AlreadyExists,
            ProvisionOutcome.NameTaken => ProvisionErrors.DatabaseNameTaken,
            ProvisionOutcome.SuffixTaken => ProvisionErrors.TableNameTaken,
            ProvisionOutcome.SuffixFixed => ProvisionErrors.TableNameFixed,
            ProvisionOutcome.NoServer => Refusals.Unavailable("No server has room for a new warehouse at the moment. Try again later."),
            var unknown => throw new InvalidOperationException($"The warehouse answered {unknown}, which this gateway does not know."),
        };
    }

    private static JsonHttpResult<ProvisionResponse> Accepted(HttpContext context, Caller caller, string username, LoginPassword password)
    {
        context.Response.Headers.CacheControl = "no-store";
        var response = new ProvisionResponse { Org = caller.OrganizationId, Username = username, Password = password.Clear };
        return TypedResults.Json(response, statusCode: StatusCodes.Status202Accepted);
    }
}
