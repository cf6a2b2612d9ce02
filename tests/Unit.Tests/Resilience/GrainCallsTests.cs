using Microsoft.Extensions.Hosting;
using Polly.Timeout;
using Warehouse.Failures;
using Warehouse.Hosting;
using Warehouse.Http;

namespace Warehouse.Resilience;

public sealed class GrainCallsTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task A_call_that_is_never_answered_ends_with_the_budget()
    {
        var calls = new GrainCalls(new FakeCluster().ToFactory(), Connected(), Short, Short);
        var failure = await Assert.ThrowsAsync<TimeoutRejectedException>(async () =>
            await calls.CallAsync(_ => new TaskCompletionSource<int>().Task, TestContext.Current.CancellationToken));
        Assert.True(Outage.Is(failure));
    }

    [Fact]
    public async Task Before_the_client_has_connected_no_call_is_made()
    {
        var calls = new GrainCalls(new FakeCluster().ToFactory(), new ClusterConnection(new Lifetime(started: false)));
        await Assert.ThrowsAsync<UnavailableException>(async () =>
            await calls.CallAsync(
                _ => Task.FromException<int>(new InvalidOperationException("called")), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_waiting()
    {
        using var request = new CancellationTokenSource();
        var calls = new GrainCalls(new FakeCluster().ToFactory(), Connected());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await calls.CallAsync(
            _ =>
            {
                request.Cancel();
                return new TaskCompletionSource<int>().Task;
            },
            request.Token));
    }

    private static ClusterConnection Connected() => new(new Lifetime(started: true));

    private sealed class Lifetime(bool started) : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted { get; } = new(started);

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
