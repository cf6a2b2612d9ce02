using Microsoft.Extensions.Configuration;
using Orleans.Configuration;
using Warehouse.Settings;

namespace Warehouse.Hosting;

/// <summary>Which cluster this is. The service id names the stored state and must never change; the cluster id names one deployment.</summary>
public static class ClusterIdentity
{
    public const string Default = "warehouse";

    public static void Bind(IConfiguration configuration, ClusterOptions options)
    {
        var settings = configuration.Read<ClusterIdentityOptions>();
        (options.ServiceId, options.ClusterId) = (settings.ServiceId, settings.ClusterId);
    }
}
