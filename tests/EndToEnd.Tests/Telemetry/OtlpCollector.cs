using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Warehouse.Telemetry;

/// <summary>A collector that speaks OTLP over HTTP with protobuf and keeps every byte it was sent.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Signal, byte[] Body)> _requests = new();

    private OtlpCollector(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public List<OtlpSpan> Spans => [.. Requests("traces").SelectMany(OtlpReader.ReadSpans)];

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var collector = new OtlpCollector(app);
        app.Run(collector.ReceiveAsync);
        await app.StartAsync();
        return collector;
    }

    /// <summary>The bodies received for <c>traces</c>, <c>metrics</c> or <c>logs</c>.</summary>
    public IEnumerable<byte[]> Requests(string signal) =>
        _requests.Where(request => request.Signal == signal).Select(request => request.Body);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        // Packed bytes could not be searched.
        Assert.False(context.Request.Headers.ContainsKey("Content-Encoding"));
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _requests.Enqueue((context.Request.Path.Value!.Split('/')[^1], body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }
}
