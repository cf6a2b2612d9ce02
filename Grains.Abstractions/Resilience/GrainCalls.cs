using Polly;
using Polly.Retry;
using Warehouse.Failures;
using Warehouse.Hosting;

namespace Warehouse.Resilience;

/// <summary>
/// Grain calls that are sent again when they meet an outage (see <see cref="Outage"/>), a few times within a budget: the death of a silo
/// is then hidden from who waits for the answer. A call made on a grain itself is never repeated. Every call of our grains is safe to
/// repeat but one, <see cref="Organizations.IOrganizationGrain.CreateProjectAsync"/> without an id: a provision carries its operation id,
/// a reset its verifier, a job its id.
/// </summary>
public sealed class GrainCalls
{
    // Five, doubling from 100 ms, last about three seconds: longer than it takes to declare a silo dead.
    private const int Retries = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(12);

    private readonly IGrainFactory _grains;
    private readonly ClusterConnection _cluster;
    private readonly TimeSpan _firstDelay;
    private readonly ResiliencePipeline _pipeline;

    internal GrainCalls(IGrainFactory grains, ClusterConnection cluster)
        : this(grains, cluster, FirstDelay, Budget)
    {
    }

    internal GrainCalls(IGrainFactory grains, ClusterConnection cluster, TimeSpan firstDelay, TimeSpan budget, int retries = Retries)
    {
        _grains = grains;
        _cluster = cluster;
        _firstDelay = firstDelay;
        _pipeline = new ResiliencePipelineBuilder()
            .AddTimeout(budget)
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(Outage.Is(arguments.Outcome.Exception)),
                MaxRetryAttempts = retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = firstDelay,
                MaxDelay = LongestDelay,
                UseJitter = true,
            })
            .Build();
    }

    /// <summary>The same calls, repeated for as long as <paramref name="budget"/> lasts: for work in the background, which can wait.</summary>
    public GrainCalls Patient(TimeSpan budget) => new(_grains, _cluster, _firstDelay, budget, int.MaxValue);

    /// <summary>Makes a call. When the budget is spent it ends in an exception that <see cref="Outage.Is"/> knows.</summary>
    public ValueTask<T> CallAsync<T>(Func<IGrainFactory, ValueTask<T>> call, CancellationToken cancellationToken) =>
        CallAsync(grains => call(grains).AsTask(), cancellationToken);

    /// <inheritdoc cref="CallAsync{T}(Func{IGrainFactory, ValueTask{T}}, CancellationToken)"/>
    public ValueTask<T> CallAsync<T>(Func<IGrainFactory, Task<T>> call, CancellationToken cancellationToken)
    {
        if (!_cluster.HasStarted)
        {
            // The client cannot even make a call yet, and may not for as long as the outage lasts.
            throw new UnavailableException("The service is starting. Try again.");
        }

        // A grain call cannot be taken back: WaitAsync stops waiting for it when the budget is spent or the caller has gone.
        return _pipeline.ExecuteAsync(
            static async (state, token) => await state.call(state._grains).WaitAsync(token),
            (call, _grains),
            cancellationToken);
    }
}
