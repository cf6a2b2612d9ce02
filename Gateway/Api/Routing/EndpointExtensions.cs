using Warehouse.Access;
using Warehouse.Documentation;
using Warehouse.Errors;

namespace Warehouse.Routing;

/// <summary>What our endpoints say of themselves.</summary>
internal static class EndpointExtensions
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>GET, and with it HEAD, as HTTP asks of every server.</summary>
    public static RouteHandlerBuilder MapReading(this IEndpointRouteBuilder routes, string action, Delegate handler) =>
        routes.MapMethods(action, Reading, handler);

    public static RouteHandlerBuilder RequireKey(this RouteHandlerBuilder endpoint, string? scope = null) =>
        endpoint.WithMetadata(new RequiresKey(scope));

    /// <param name="action">Such as <c>provision the managed warehouse</c>.</param>
    public static RouteHandlerBuilder RequireAdmin(this RouteHandlerBuilder endpoint, string action, bool changesOrganization) =>
        endpoint.WithMetadata(new RequiresAdmin(action, changesOrganization));

    /// <summary>Says what the endpoint is for and what it answers when all is well.</summary>
    public static RouteHandlerBuilder Answers<T>(
        this RouteHandlerBuilder endpoint,
        string summary,
        string description,
        T example,
        int status = StatusCodes.Status200OK)
        where T : notnull => endpoint
            .WithSummary(summary)
            .WithDescription(description)
            .Produces<T>(status)
            .WithMetadata(new ResponseExample(status, summary, example));

    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, object example) =>
        endpoint.WithMetadata(new RequestExample(example));

    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, params QueryParameter[] parameters) =>
        endpoint.WithMetadata(new QueryParameters(parameters));

    /// <summary>Lists the refusals of the endpoint's own for the OpenAPI document; those of every endpoint are known.</summary>
    public static RouteHandlerBuilder MayRefuse(this RouteHandlerBuilder endpoint, params ApiError[] errors) =>
        endpoint.WithMetadata(new PossibleErrors(errors));
}
