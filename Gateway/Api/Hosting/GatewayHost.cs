using Warehouse.Access;
using Warehouse.Documentation;
using Warehouse.Errors;
using Warehouse.Operations;
using Warehouse.Rendering;
using Warehouse.Requests;
using Warehouse.Routing;
using Warehouse.Settings;
using Warehouse.Telemetry;

namespace Warehouse.Hosting;

/// <summary>The gateway process: HTTP on one side, an Orleans client on the other.</summary>
internal static class GatewayHost
{
    internal const int OperationsPortByDefault = 8082;

    public static Task<int> RunAsync(string[] args, CancellationToken cancellationToken) =>
        SettingsErrors.ReportAsync(() => RunCheckedAsync(args, cancellationToken));

    private static async Task<int> RunCheckedAsync(string[] args, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Configuration.AddHostSettings("gateway.json");
        builder.AddStopWithParent();
        builder.AddWarehouseClient();
        builder.AddGateway();
        await using var app = builder.Build();
        app.CheckSettings("RateLimits", "ForwardedHeaders", "Operations");
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
        var operations = OperationsOptions.From(builder.Configuration);
        builder.AddPublicPort();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxBytes;
            kestrel.ListenForOperations(operations, OperationsPortByDefault);
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = operations.DrainFor + operations.StopWithin);
        builder.Services.AddSingleton<IHostedService>(new Drain(operations, TimeProvider.System));
        builder.AddLogPolicy();
        builder.AddTelemetry("warehouse-gateway");
        builder.Services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        builder.Services.AddGrainCalls();
        builder.AddAccess();
        builder.Services.AddApiDocument();
    }

    internal static void MapGateway(this WebApplication app)
    {
        app.UseForwardedFor();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseStatusEnvelopes();
        app.UseRouting();
        app.UseOperationsPort();
        app.UseMiddleware<AccessMiddleware>();
        app.MapOperations(port =>
        {
            port.MapHealth(() => app.Services.GetRequiredService<ClusterConnection>().IsReady);
            port.MapMetrics();
        });
        app.MapDataWarehouse();
        app.MapApiDocument();
    }
}
