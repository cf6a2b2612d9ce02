using Polly;
using Polly.Retry;
using Warehouse.Failures;
using Warehouse.Hosting;

namespace Warehouse.Resilience;

/// <summary>
/// How the gateway calls grains: a call that meets an outage is repeated a few times within a budget, which hides the death of a silo from
/// clients. Every grain call is safe to repeat: a provision carries its operation id, a reset its verifier.
/// </summary>
internal sealed class GrainCalls
{
    // Five, doubling from 100 ms, last about three seconds: longer than it takes to declare a silo dead.
    private const int Retries = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(12);

    private readonly IGrainFactory _grains;
    private readonly ClusterConnection _cluster;
    private readonly ResiliencePipeline _pipeline;

    public GrainCalls(IGrainFactory grains, ClusterConnection cluster)
        : this(grains, cluster, FirstDelay, Budget)
    {
    }

    internal GrainCalls(IGrainFactory grains, ClusterConnection cluster, TimeSpan firstDelay, TimeSpan budget)
    {
        _grains = grains;
        _cluster = cluster;
        _pipeline = new ResiliencePipelineBuilder()
            .AddTimeout(budget)
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(Outage.Is(arguments.Outcome.Exception)),
                MaxRetryAttempts = Retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = firstDelay,
                UseJitter = true,
            })
            .Build();
    }

    public ValueTask<T> CallAsync<T>(Func<IGrainFactory, ValueTask<T>> call, CancellationToken cancellationToken) =>
        CallAsync(grains => call(grains).AsTask(), cancellationToken);

    public ValueTask<T> CallAsync<T>(Func<IGrainFactory, Task<T>> call, CancellationToken cancellationToken)
    {
        if (!_cluster.HasStarted)
        {
            // The client cannot even make a call yet, and may not for as long as the outage lasts.
            throw new UnavailableException("The service is starting. Try again.");
        }

        // A grain call cannot be taken back: WaitAsync stops waiting for it when the budget is spent or the client has gone.
        return _pipeline.ExecuteAsync(
            static async (state, token) => await state.call(state._grains).WaitAsync(token),
            (call, _grains),
            cancellationToken);
    }
}
