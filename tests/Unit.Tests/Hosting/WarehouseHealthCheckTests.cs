using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Warehouse.Hosting;

public sealed class WarehouseHealthCheckTests
{
    [Fact]
    public async Task It_is_healthy_from_the_first_connection_until_it_is_lost_or_the_host_stops()
    {
        using var lifetime = new Lifetime();
        var connection = new ClusterConnection(lifetime);
        Assert.Equal(HealthStatus.Degraded, await CheckAsync(connection));
        lifetime.Started.Cancel();
        Assert.Equal(HealthStatus.Degraded, await CheckAsync(connection));
        connection.NotifyGatewayCountChanged(2, 0, true);
        Assert.Equal(HealthStatus.Healthy, await CheckAsync(connection));
        connection.NotifyClusterConnectionLost();
        Assert.Equal(HealthStatus.Degraded, await CheckAsync(connection));
        connection.NotifyGatewayCountChanged(1, 0, true);
        lifetime.Stopping.Cancel();
        Assert.Equal(HealthStatus.Degraded, await CheckAsync(connection));
    }

    private static async Task<HealthStatus> CheckAsync(ClusterConnection connection)
    {
        var check = new WarehouseHealthCheck(connection);
        var registration = new HealthCheckRegistration(WarehouseHealthCheck.Name, check, HealthStatus.Degraded, null);
        return (await check.CheckHealthAsync(new HealthCheckContext { Registration = registration })).Status;
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        public CancellationTokenSource Started { get; } = new();

        public CancellationTokenSource Stopping { get; } = new();

        public CancellationToken ApplicationStarted => Started.Token;

        public CancellationToken ApplicationStopping => Stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void Dispose()
        {
            Started.Dispose();
            Stopping.Dispose();
        }

        public void StopApplication()
        {
        }
    }
}
