using Microsoft.Extensions.Hosting;

namespace Warehouse.Hosting;

/// <summary>Whether this process is connected to the cluster. Asks nobody: the Orleans client tells it.</summary>
public sealed class ClusterConnection : IClusterConnectionStatusObserver, ILifecycleParticipant<IClusterClientLifecycle>
{
    private readonly IHostApplicationLifetime _lifetime;
    private volatile int _connectedSilos;
    private volatile bool _hasConnected;

    internal ClusterConnection(IHostApplicationLifetime lifetime) => _lifetime = lifetime;

    /// <summary>
    /// The Orleans client has connected at least once: only from then on can it make calls. Its own lifecycle tells so before the host has
    /// started everything else.
    /// </summary>
    public bool HasStarted => _hasConnected || _lifetime.ApplicationStarted.IsCancellationRequested;

    /// <summary>Silos this process has a connection to.</summary>
    public int ConnectedSilos => _connectedSilos;

    /// <summary>Calls can be made: connected, and not about to stop.</summary>
    public bool IsReady => HasStarted && _connectedSilos > 0 && !_lifetime.ApplicationStopping.IsCancellationRequested;

    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered) =>
        _connectedSilos = currentNumberOfGateways;

    public void NotifyClusterConnectionLost() => _connectedSilos = 0;

    void ILifecycleParticipant<IClusterClientLifecycle>.Participate(IClusterClientLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(ClusterConnection),
        ServiceLifecycleStage.Active,
        _ =>
        {
            _hasConnected = true;
            return Task.CompletedTask;
        });
}
