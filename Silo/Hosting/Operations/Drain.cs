using Microsoft.Extensions.Hosting;

namespace Warehouse.Operations;

/// <summary>
/// Holds up a stop while requests still come in: <c>/readyz</c> has been off since the stop was asked for, and the port is closed only when
/// whoever sends requests has had the time to see it.
/// </summary>
internal sealed class Drain(OperationsOptions options, TimeProvider time) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(options.DrainFor, time, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
