using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Warehouse.Hosting;

/// <summary>Healthy while this process is connected to the cluster. It asks nobody, so it can be asked at any rate.</summary>
internal sealed class WarehouseHealthCheck(ClusterConnection cluster) : IHealthCheck
{
    public const string Name = "warehouse";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(cluster.IsReady
            ? HealthCheckResult.Healthy("Connected to the cluster.")
            : new HealthCheckResult(context.Registration.FailureStatus, "Not connected to the cluster."));
}
