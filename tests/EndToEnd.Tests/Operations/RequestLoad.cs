using System.Collections.Concurrent;
using System.Diagnostics;

namespace Warehouse.Operations;

/// <summary>
/// Requests at an even pace, as many as it takes until it is told to stop, whatever becomes of those before. Each is counted with when it
/// was sent, how long it took and what came of it.
/// </summary>
public sealed class RequestLoad : IAsyncDisposable
{
    private readonly ConcurrentQueue<SentRequest> _sent = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, HttpRequestMessage> _next;
    private readonly HttpClient _http;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Task _running;

    private RequestLoad(HttpClient http, int perSecond, Func<int, HttpRequestMessage> next) =>
        (_http, _next, _running) = (http, next, Task.Run(() => RunAsync(perSecond)));

    public int Count => _sent.Count;

    public TimeSpan Elapsed => _watch.Elapsed;

    /// <param name="next">Makes the request of a number.</param>
    public static RequestLoad Start(HttpClient http, int perSecond, Func<int, HttpRequestMessage> next) => new(http, perSecond, next);

    /// <summary>Waits until <paramref name="more"/> further requests were answered.</summary>
    public async Task UntilAsync(int more)
    {
        var wanted = Count + more;
        while (Count < wanted)
        {
            await Task.Delay(20);
        }
    }

    /// <summary>Sends no more, and waits for those under way.</summary>
    public async Task<IReadOnlyList<SentRequest>> StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
        return [.. _sent.OrderBy(request => request.SentAt)];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(int perSecond)
    {
        var pending = new List<Task>();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        for (var number = 0; !_stop.IsCancellationRequested; number++)
        {
            pending.Add(SendAsync(number));
            if (pending.Count > 10 * perSecond)
            {
                pending.RemoveAll(task => task.IsCompleted);
            }

            await pace.WaitForNextTickAsync();
        }

        await Task.WhenAll(pending);
    }

    private async Task SendAsync(int number)
    {
        await Task.Yield();
        using var request = _next(number);
        var sentAt = _watch.Elapsed;
        string outcome;
        try
        {
            using var response = await _http.SendAsync(request);
            outcome = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            outcome = exception.GetType().Name;
        }

        _sent.Enqueue(new SentRequest(request.RequestUri!.AbsolutePath, sentAt, _watch.Elapsed - sentAt, outcome));
    }
}

/// <summary>One request of a <see cref="RequestLoad"/>.</summary>
/// <param name="Outcome">The status, or the exception's name.</param>
public sealed record SentRequest(string Path, TimeSpan SentAt, TimeSpan Took, string Outcome)
{
    public bool Failed => Outcome is not ("200" or "202");
}
