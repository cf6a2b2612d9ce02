using System.ComponentModel;
using Warehouse.Access;
using Warehouse.Errors;
using Warehouse.Resilience;
using Warehouse.Routing;
using Warehouse.Warehouses;

namespace Warehouse.Statuses;

/// <summary><c>GET warehouse_status</c>: where the organization's warehouse stands, from memory.</summary>
internal static class WarehouseStatusEndpoint
{
    public static void MapWarehouseStatus(this IEndpointRouteBuilder routes) => routes.MapReading("warehouse_status", HandleAsync)
        .RequireKey()
        .Answers(
            "See where the organization's warehouse stands",
            "Answered from memory: it never touches the warehouse itself and keeps answering while that is down.",
            WarehouseStatusResponse.Example)
        .MayRefuse(WarehouseErrors.NotFound);

    private static async Task<IResult> HandleAsync(Caller caller, GrainCalls grains, CancellationToken cancellationToken)
    {
        var status = await grains.CallAsync(all => all.Warehouse(caller.OrganizationId).GetStatusAsync(), cancellationToken);
        return status is null ? WarehouseErrors.NotFound : TypedResults.Json(WarehouseStatusResponse.From(status, caller.ProjectId));
    }
}

/// <summary>Where a warehouse stands.</summary>
internal sealed record WarehouseStatusResponse
{
    [Description("The organization that owns the warehouse.")]
    public required Guid OrgId { get; init; }

    [Description("Where the warehouse is in its life.")]
    public required LifecycleState State { get; init; }

    [Description("One of a fixed list of sentences; empty right after a provision.")]
    public required string StatusMessage { get; init; }

    [Description("The organization's bucket.")]
    public required SubResourceState S3State { get; init; }

    [Description("The warehouse's own database.")]
    public required SubResourceState MetadataStoreState { get; init; }

    [Description("The warehouse's logins.")]
    public required SubResourceState IdentityState { get; init; }

    [Description("The logins' passwords.")]
    public required SubResourceState SecretsState { get; init; }

    [Description("When it became ready.")]
    public required DateTimeOffset? ReadyAt { get; init; }

    [Description("When it last failed.")]
    public required DateTimeOffset? FailedAt { get; init; }

    [Description("How to log in; only while ready.")]
    public required ConnectionResponse? Connection { get; init; }

    [Description("True when this project has tables of its own in the warehouse.")]
    public required bool HasBackfill { get; init; }

    [Description("The suffix of this project's own tables.")]
    public required string? TableSuffix { get; init; }

    public static WarehouseStatusResponse Example => new()
    {
        OrgId = new Guid("0197a0de-0000-7000-8000-000000000001"),
        State = LifecycleState.Ready,
        StatusMessage = "Infrastructure ready",
        S3State = SubResourceState.Ready,
        MetadataStoreState = SubResourceState.Ready,
        IdentityState = SubResourceState.Ready,
        SecretsState = SubResourceState.Ready,
        ReadyAt = new DateTimeOffset(2025, 7, 1, 12, 0, 9, 125, TimeSpan.Zero),
        FailedAt = null,
        Connection = new ConnectionResponse { Host = "acme.warehouse.example.com", Port = 5432, Database = "acme", Username = "acme" },
        HasBackfill = true,
        TableSuffix = "main",
    };

    public static WarehouseStatusResponse From(WarehouseStatus status, long projectId)
    {
        var suffix = status.TableSuffixes.GetValueOrDefault(projectId);
        return new WarehouseStatusResponse
        {
            OrgId = status.OrganizationId,
            State = States.Of(status.State),
            StatusMessage = status.StatusMessage,
            S3State = States.Of(status.S3State),
            MetadataStoreState = States.Of(status.MetadataStoreState),
            IdentityState = States.Of(status.IdentityState),
            SecretsState = States.Of(status.SecretsState),
            ReadyAt = status.ReadyAt,
            FailedAt = status.FailedAt,
            Connection = status.Connection is { } connection ? ConnectionResponse.From(connection) : null,
            HasBackfill = suffix is not null,
            TableSuffix = suffix,
        };
    }
}

/// <summary>How to log in to a warehouse.</summary>
[Description("How to log in: with these four and the password, psql works.")]
internal sealed record ConnectionResponse
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required string Database { get; init; }

    public required string Username { get; init; }

    public static ConnectionResponse From(WarehouseConnection connection) => new()
    {
        Host = connection.Host,
        Port = connection.Port,
        Database = connection.Database,
        Username = connection.Username,
    };
}
