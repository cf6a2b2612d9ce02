namespace Warehouse.Operations;

/// <summary>
/// <c>/healthz</c>: the process is alive; it touches nothing. <c>/readyz</c>: work may be sent here; it is off while the cluster is out of
/// reach and from the moment the process is told to stop.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes, Func<bool> isReady)
    {
        routes.MapGet("/healthz", () => Results.Text("ok"));
        routes.MapGet("/readyz", () =>
            isReady() ? Results.Text("ready") : Results.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable));
    }
}
