using Warehouse.Access;
using Warehouse.Documentation;
using Warehouse.Errors;
using Warehouse.Rendering;
using Warehouse.Requests;
using Warehouse.Routing;

namespace Warehouse.Hosting;

/// <summary>The gateway process: HTTP on one side, an Orleans client on the other.</summary>
internal static class GatewayHost
{
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Configuration.AddLocalCluster("gateway.json");
        builder.AddStopWithParent();
        builder.AddWarehouseClient();
        builder.AddGateway();
        await using var app = builder.Build();
        app.MapGateway();
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            await app.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested || cancellationToken.IsCancellationRequested)
        {
            // Told to stop while still waiting for the cluster: an ordinary end.
        }

        return 0;
    }

    internal static void AddGateway(this WebApplicationBuilder builder)
    {
        // Kestrel must listen, and answer 503, while the Orleans client is still looking for a silo: that can take as long as an outage.
        builder.Services.Configure<HostOptions>(options => options.ServicesStartConcurrently = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxBytes;
        });
        builder.AddAccessLogPolicy();
        builder.Services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        builder.Services.AddGrainCalls();
        builder.AddAccess();
        builder.Services.AddApiDocument();
    }

    internal static void MapGateway(this WebApplication app)
    {
        app.UseMiddleware<ErrorMiddleware>();
        app.UseStatusEnvelopes();
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
        app.MapHealth();
        app.MapDataWarehouse();
        app.MapApiDocument();
    }
}
