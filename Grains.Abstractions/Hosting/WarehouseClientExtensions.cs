using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Configuration;
using Orleans.Hosting;
using Warehouse.Settings;

namespace Warehouse.Hosting;

/// <summary>How a process becomes a client of a Warehouse cluster.</summary>
public static class WarehouseClientExtensions
{
    /// <summary>
    /// Adds an Orleans client that finds the silos in the system database. Configuration: <c>ConnectionStrings:System</c> (a login that may
    /// read the <c>cluster</c> schema), <c>Warehouse:ClusterId</c> and <c>Warehouse:ServiceId</c> (both default to <c>warehouse</c>).
    /// The client keeps trying while no silo or database is there, so a host may start before the cluster does.
    /// </summary>
    public static IHostApplicationBuilder AddWarehouseClient(this IHostApplicationBuilder builder)
    {
        // Read now: a mistake in it ends the host here, and not in the client's attempts to connect.
        SystemDatabase.Parse(builder.Configuration.Read<SystemDatabaseOptions>().System);
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(options => ClusterIdentity.Bind(builder.Configuration, options))
            .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(3))
            .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5))
            .UseConnectionRetryFilter(KeepTryingAsync)
            .AddActivityPropagation()
            .UseAdoNetClustering((AdoNetClusteringClientOptions options) =>
            {
                options.Invariant = "Npgsql";
                options.DataSource = SystemDatabase.CreateDataSource(builder.Configuration, SystemDatabase.ClusterSchema);
            }));
        return builder;
    }

    private static async Task<bool> KeepTryingAsync(Exception exception, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        return true;
    }
}
