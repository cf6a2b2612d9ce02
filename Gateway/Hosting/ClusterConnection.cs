using Warehouse.Operations;

namespace Warehouse.Hosting;

/// <summary>Whether this gateway is connected to the cluster. Asks nobody: the Orleans client tells it.</summary>
internal sealed class ClusterConnection(IHostApplicationLifetime lifetime) : IReadiness, IClusterConnectionStatusObserver
{
    private volatile int _connectedSilos;

    /// <summary>The Orleans client has connected at least once: only from then on can it make calls.</summary>
    public bool HasStarted => lifetime.ApplicationStarted.IsCancellationRequested;

    /// <summary>Requests sent here can be served: connected, and not about to stop.</summary>
    public bool IsReady => HasStarted && _connectedSilos > 0 && !lifetime.ApplicationStopping.IsCancellationRequested;

    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered) =>
        _connectedSilos = currentNumberOfGateways;

    public void NotifyClusterConnectionLost() => _connectedSilos = 0;
}
