using System.Globalization;

namespace Warehouse.Hosting;

/// <summary>
/// Where the API listens: <c>Urls</c>, <c>HTTP_PORTS</c> or <c>Kestrel:Endpoints</c>, as in every ASP.NET host. Kestrel passes over the
/// first two once it is told of a port in code, as it is of the operations port, so they are given to it as endpoints.
/// </summary>
internal static class PublicPort
{
    private const string Endpoints = "Kestrel:Endpoints";
    private const string UrlByDefault = "http://localhost:5000";

    public static void AddPublicPort(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetSection(Endpoints).GetChildren().Any())
        {
            return;
        }

        builder.Configuration.AddInMemoryCollection(Urls(builder.Configuration).Select((url, number) =>
            KeyValuePair.Create(string.Create(CultureInfo.InvariantCulture, $"{Endpoints}:Public{number}:Url"), (string?)url)));
        builder.WebHost.UseUrls();
    }

    private static IEnumerable<string> Urls(ConfigurationManager configuration)
    {
        var urls = Split(configuration[WebHostDefaults.ServerUrlsKey]);
        var ports = Split(configuration[WebHostDefaults.HttpPortsKey]).Select(port => $"http://*:{port}");
        return urls.Length > 0 ? urls : ports.DefaultIfEmpty(UrlByDefault);
    }

    private static string[] Split(string? text) =>
        text?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
