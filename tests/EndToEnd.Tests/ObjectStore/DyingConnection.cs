using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Warehouse.EndToEnd.ObjectStore;

/// <summary>
/// Stands before a server, lets some requests through and then breaks every connection: what the server sees when a client dies. The
/// request it breaks at may still have arrived.
/// </summary>
internal sealed class DyingConnection : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    private DyingConnection(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public static async Task<DyingConnection> StartAsync(Uri server, int requests, bool lastArrives, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var connection = new DyingConnection(builder.Build());
        var seen = 0;
        connection._app.Run(async context =>
        {
            var number = Interlocked.Increment(ref seen);
            if (number <= requests || (lastArrives && number == requests + 1))
            {
                await connection.ForwardAsync(server, context, answer: number <= requests);
            }

            if (number > requests)
            {
                context.Abort();
            }
        });
        await connection._app.StartAsync(cancellationToken);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(Uri server, HttpContext context, bool answer)
    {
        // The target as it was sent, since it is signed; as is the Host header.
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(server, target));
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        using var response = await _http.SendAsync(request, context.RequestAborted);
        if (answer)
        {
            context.Response.StatusCode = (int)response.StatusCode;
            var headers = response.Headers.Concat(response.Content.Headers);
            foreach (var (name, values) in headers.Where(header => header.Key != "Transfer-Encoding"))
            {
                context.Response.Headers[name] = values.ToArray();
            }

            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }
}
