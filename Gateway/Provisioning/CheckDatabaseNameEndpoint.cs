using Warehouse.Access;
using Warehouse.Errors;
using Warehouse.Requests;
using Warehouse.Resilience;
using Warehouse.Routing;

namespace Warehouse.Provisioning;

/// <summary><c>GET check-database-name</c>: whether a provision under a name would be accepted. It reserves nothing.</summary>
internal static class CheckDatabaseNameEndpoint
{
    private const string Name = "name";
    private const string InUse = "database_name is already in use";

    private static readonly HandlerError NameRequired = new(400, "name_required", "name is required");

    public static void MapCheckDatabaseName(this IEndpointRouteBuilder routes) => routes.MapReading("check-database-name", HandleAsync)
        .RequireKey(Scopes.WarehouseViewRead)
        .Answers(
            "See whether a warehouse name is free",
            "available is true when a provision under this name would be accepted at the moment; the name is not reserved. Otherwise reason says why not.",
            CheckDatabaseNameResponse.Example)
        .WithQuery(QueryParameter.Text(Name, "The database_name a provision would ask for.", isRequired: true))
        .MayRefuse(NameRequired);

    private static async Task<IResult> HandleAsync(Caller caller, HttpContext context, GrainCalls grains)
    {
        if (QueryText.Read(context.Request.Query, Name) is not { } name)
        {
            return NameRequired;
        }

        var reason = ProvisionNames.CheckDatabaseName(BodyMember.Of(name))?.Error;
        if (reason is null && !await grains.CallAsync(all => all.Warehouse(caller.OrganizationId).IsNameAvailableAsync(name), context.RequestAborted))
        {
            reason = InUse;
        }

        return TypedResults.Json(new CheckDatabaseNameResponse { Name = name, Available = reason is null, Reason = reason });
    }
}
