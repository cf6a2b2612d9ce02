using System.ComponentModel;
using System.Text.Json.Serialization;
using Warehouse.Access;
using Warehouse.Errors;
using Warehouse.Requests;
using Warehouse.Resilience;
using Warehouse.Routing;

namespace Warehouse.Provisioning;

/// <summary><c>GET check-database-name</c>: whether a provision under a name would be accepted. It reserves nothing.</summary>
internal static class CheckDatabaseNameEndpoint
{
    private const string InUse = "database_name is already in use";

    public static void MapCheckDatabaseName(this IEndpointRouteBuilder routes) => routes.MapReading("check-database-name", HandleAsync)
        .RequireKey(Scopes.WarehouseViewRead)
        .Answers(
            "See whether a warehouse name is free",
            "available is true when a provision under this name would be accepted at the moment; the name is not reserved. "
            + "Otherwise reason says why not.",
            CheckDatabaseNameResponse.Example)
        .WithQuery(QueryParameter.Text("name", "The database_name a provision would ask for.", isRequired: true))
        .MayRefuse(CheckDatabaseNameRequest.NameRequired);

    private static async Task<IResult> HandleAsync(
        Caller caller, Bound<CheckDatabaseNameRequest> request, GrainCalls grains, CancellationToken cancellationToken)
    {
        var name = request.Value.Name;
        var reason = DatabaseNameRules.Check(BodyMember.Of(name))?.Error;
        if (reason is null)
        {
            var isFree = await grains.CallAsync(all => all.Warehouse(caller.OrganizationId).IsNameAvailableAsync(name), cancellationToken);
            reason = isFree ? null : InUse;
        }

        return TypedResults.Json(new CheckDatabaseNameResponse { Name = name, Available = reason is null, Reason = reason });
    }
}

/// <summary>The query of check-database-name.</summary>
internal sealed record CheckDatabaseNameRequest(string Name) : IReadFromRequest<CheckDatabaseNameRequest>
{
    public static readonly HandlerError NameRequired = new(400, "name_required", "name is required");

    public static ValueTask<Bound<CheckDatabaseNameRequest>> ReadAsync(HttpContext context) =>
        ValueTask.FromResult(Read(context.Request.Query));

    private static Bound<CheckDatabaseNameRequest> Read(IQueryCollection query) =>
        QueryText.Read(query, "name") is { } name ? new CheckDatabaseNameRequest(name) : NameRequired;
}

/// <summary>Whether a name is free.</summary>
internal sealed record CheckDatabaseNameResponse
{
    public required string Name { get; init; }

    public required bool Available { get; init; }

    [Description("Why the name cannot be had; absent when it can.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    public static CheckDatabaseNameResponse Example =>
        new() { Name = "acme", Available = false, Reason = "database_name is already in use" };
}
