namespace Warehouse.Hosting;

/// <summary>True from the moment the silo is an active member until it begins to stop. Asks nobody.</summary>
internal sealed class SiloReadiness : ILifecycleParticipant<ISiloLifecycle>
{
    private volatile bool _active;

    public bool IsReady => _active;

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
