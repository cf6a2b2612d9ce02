using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Messaging;
using Warehouse.Silos;
using Warehouse.Jobs;
using Warehouse.Resilience;
using Warehouse.Settings;

namespace Warehouse.Hosting;

/// <summary>How a process becomes a client of a Warehouse cluster.</summary>
public static class WarehouseClientExtensions
{
    /// <summary>
    /// Adds an Orleans client that finds the silos in the system database (<c>ConnectionStrings:System</c>, a login that may read
    /// <c>cluster.membership</c>) or in a list (<c>Warehouse:Gateways</c>); <c>Warehouse:ClusterId</c> and <c>Warehouse:ServiceId</c> both
    /// default to <c>warehouse</c>. With it come <see cref="GrainCalls"/>, <see cref="JobReporter"/>, <see cref="ClusterConnection"/> and
    /// the health check <c>warehouse</c>. The client keeps trying while no silo or database is there, so a host may start before the
    /// cluster does. Services that use the cluster are registered after it: they start after it and stop before it.
    /// </summary>
    public static IHostApplicationBuilder AddWarehouseClient(this IHostApplicationBuilder builder)
    {
        // Read now: a mistake ends the host here, and not in the client's attempts to connect.
        var gateways = builder.Configuration.Read<WarehouseClientOptions>().ListGateways();
        if (gateways.Count == 0)
        {
            SystemDatabase.Parse(builder.Configuration.Read<SystemDatabaseOptions>().System);
        }

        builder.Services.AddSingleton<IGatewayListProvider>(services => gateways.Count > 0
            ? ActivatorUtilities.CreateInstance<ConfiguredSilos>(services, gateways)
            : ActivatorUtilities.CreateInstance<MembershipSilos>(services));
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(options => ClusterIdentity.Bind(builder.Configuration, options))
            .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(3))
            .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5))
            .UseConnectionRetryFilter(KeepTryingAsync)
            .AddActivityPropagation());
        builder.Services.AddGrainCalls();
        builder.Services.AddHealthChecks().AddCheck<WarehouseHealthCheck>(WarehouseHealthCheck.Name, tags: ["ready"]);
        builder.Services.AddJobReporter(builder.Configuration);
        return builder;
    }

    /// <summary>What makes grain calls, apart from the Orleans client itself.</summary>
    internal static void AddGrainCalls(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new ClusterConnection(provider.GetRequiredService<IHostApplicationLifetime>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IClusterConnectionStatusObserver, ClusterConnection>(GetConnection));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<IClusterClientLifecycle>, ClusterConnection>(GetConnection));
        services.TryAddSingleton(provider => new GrainCalls(provider.GetRequiredService<IGrainFactory>(), GetConnection(provider)));
    }

    private static void AddJobReporter(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<JobReporterOptions>(configuration);
        services.AddSingleton<JobReporter>();
        services.AddHostedService<JobReporterLoop>();
    }

    private static ClusterConnection GetConnection(IServiceProvider services) => services.GetRequiredService<ClusterConnection>();

    private static async Task<bool> KeepTryingAsync(Exception exception, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        return true;
    }
}
