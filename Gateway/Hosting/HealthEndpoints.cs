namespace Warehouse.Hosting;

/// <summary>
/// <c>/healthz</c>: the process is alive; it touches nothing. <c>/readyz</c>: requests may be sent here; it is off while the cluster is
/// out of reach and from the moment the process is told to stop.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("ok")).ExcludeFromDescription();
        routes.MapGet("/readyz", (ClusterConnection cluster) =>
            cluster.IsReady ? Results.Text("ready") : Results.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable))
            .ExcludeFromDescription();
    }
}
