using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Warehouse.Operations;

/// <summary>
/// The port for operators: health, metrics and, on a silo, the dashboard. What is mapped for it is not found on any other port, and nothing
/// else is found on it. Which port a request came in by is a fact of its connection, not of a header that a client writes.
/// </summary>
internal static class OperationsPort
{
    public static void ListenForOperations(this KestrelServerOptions kestrel, OperationsOptions options, int defaultPort) =>
        kestrel.Listen(IPAddress.Parse(options.Address), options.Port ?? defaultPort, listen => listen.Use(next => connection =>
        {
            connection.Features.Set(Arrival.Instance);
            return next(connection);
        }));

    /// <summary>Everything in <paramref name="map"/> is served on the operations port only.</summary>
    public static void MapOperations(this IEndpointRouteBuilder routes, Action<IEndpointRouteBuilder> map)
    {
        var group = routes.MapGroup("");
        group.WithMetadata(Arrival.Instance).ExcludeFromDescription();
        map(group);
    }

    /// <summary>Comes right after routing: what belongs to the other port is not there.</summary>
    public static void UseOperationsPort(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.GetEndpoint() is { } endpoint
            && endpoint.Metadata.GetMetadata<Arrival>() is null != context.Features.Get<Arrival>() is null)
        {
            context.SetEndpoint(null);
        }

        return next(context);
    });

    private sealed class Arrival
    {
        public static readonly Arrival Instance = new();
    }
}
