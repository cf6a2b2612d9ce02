namespace Warehouse.Hosting;

/// <summary>True from the moment the silo is an active member until it is told to stop. Asks nobody.</summary>
internal sealed class SiloReadiness(IHostApplicationLifetime lifetime) : ILifecycleParticipant<ISiloLifecycle>
{
    private volatile bool _active;

    public bool IsReady => _active && !lifetime.ApplicationStopping.IsCancellationRequested;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(SiloReadiness),
        ServiceLifecycleStage.Last,
        _ =>
        {
            _active = true;
            return Task.CompletedTask;
        },
        _ =>
        {
            _active = false;
            return Task.CompletedTask;
        });
}
