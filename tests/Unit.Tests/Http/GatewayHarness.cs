using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Warehouse.Access;
using Warehouse.Hosting;
using Warehouse.Resilience;

namespace Warehouse.Http;

/// <summary>The whole gateway on a real port, with a <see cref="FakeCluster"/> behind it.</summary>
internal sealed class GatewayHarness : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayHarness(WebApplication app, FakeCluster cluster, LogRecorder log)
    {
        (_app, Cluster, Log) = (app, cluster, log);
        // Kestrel lists what it was told in code first, and then what it was configured.
        OperationsUrl = new Uri(app.Urls.First());
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Last()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public Uri OperationsUrl { get; }

    public FakeCluster Cluster { get; }

    public LogRecorder Log { get; }

    public HttpClient Http { get; }

    public string Key { get; } = ApiKey.Generate();

    public static async Task<GatewayHarness> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var cluster = new FakeCluster();
        var log = new LogRecorder();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Operations:Port"] = "0", ["Operations:DrainFor"] = "0:0:0" });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.Configuration["Urls"] ??= "http://127.0.0.1:0";
        builder.AddGateway();
        builder.Services.AddSingleton(cluster.ToFactory());

        // As in production, but for the waiting.
        builder.Services.AddSingleton(services => new GrainCalls(
            services.GetRequiredService<IGrainFactory>(),
            services.GetRequiredService<ClusterConnection>(),
            TimeSpan.FromMilliseconds(1),
            TimeSpan.FromSeconds(30)));
        var app = builder.Build();
        app.MapGateway();
        await app.StartAsync();
        app.Services.GetRequiredService<ClusterConnection>().NotifyGatewayCountChanged(1, 0, true);
        return new GatewayHarness(app, cluster, log);
    }

    public ClusterConnection Connection => _app.Services.GetRequiredService<ClusterConnection>();

    /// <summary>Sends to an action of the project, with the key in the header.</summary>
    public Task<Answer> SendAsync(HttpMethod method, string action, HttpContent? content = null) =>
        SendRawAsync(method, $"/api/projects/{FakeCluster.ProjectId}/data_warehouse/{action}", content, "Bearer " + Key);

    /// <summary>Asks the operations port.</summary>
    public Task<Answer> GetFromOperationsAsync(string path) => SendRawAsync(HttpMethod.Get, new Uri(OperationsUrl, path).ToString());

    public Task<Answer> GetAsync(string action) => SendAsync(HttpMethod.Get, action);

    public Task<Answer> PostJsonAsync(string action, string json) =>
        SendAsync(HttpMethod.Post, action, new StringContent(json, MediaTypeHeaderValue.Parse("application/json")));

    public async Task<Answer> SendRawAsync(HttpMethod method, string path, HttpContent? content = null, string? authorization = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await Http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Sends a GET from one of this machine's loopback addresses.</summary>
    public async Task<Answer> GetFromAsync(string address, string path, string? key = null, string? forwardedFor = null)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var http = new HttpClient(handler) { BaseAddress = Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Authorization", "Bearer " + (key ?? Key));
        if (forwardedFor is not null)
        {
            request.Headers.Add("X-Forwarded-For", forwardedFor);
        }

        using var response = await http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
