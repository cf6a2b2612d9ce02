using Microsoft.Extensions.Configuration;
using Orleans.Configuration;

namespace Warehouse.Hosting;

/// <summary>Which cluster this is. The service id names the stored state and must never change; the cluster id names one deployment.</summary>
public static class ClusterIdentity
{
    public const string Default = "warehouse";

    public static void Bind(IConfiguration configuration, ClusterOptions options)
    {
        options.ServiceId = configuration["Warehouse:ServiceId"] ?? Default;
        options.ClusterId = configuration["Warehouse:ClusterId"] ?? Default;
    }
}
