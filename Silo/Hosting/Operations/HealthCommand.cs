using System.CommandLine;
using System.Globalization;
using System.Net;
using Warehouse.Settings;

namespace Warehouse.Operations;

/// <summary>
/// <c>health</c>: asks the operations port of the process beside it, with the same settings. An image without shell and curl has no other way
/// to answer Docker's health check.
/// </summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create(string localFile, int defaultPort)
    {
        var alive = new Option<bool>("--alive") { Description = "Ask only whether the process lives, not whether it is ready." };
        var command = new Command("health", "Asks the process on this machine whether it is ready. Exit code 0, or 1 with a line on standard error.") { alive };
        command.SetAction((parsed, cancellationToken) => SettingsErrors.ReportAsync(async () =>
        {
            var configuration = new ConfigurationManager();
            configuration.SetBasePath(Directory.GetCurrentDirectory()).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables();
            configuration.AddHostSettings(localFile);
            var path = parsed.GetValue(alive) ? "/healthz" : "/readyz";
            var problem = await AskAsync(new Uri(BaseOf(OperationsOptions.From(configuration), defaultPort), path), cancellationToken);
            if (problem is not null)
            {
                await Console.Error.WriteLineAsync(problem);
            }

            return problem is null ? 0 : 1;
        }));
        return command;
    }

    private static Uri BaseOf(OperationsOptions options, int defaultPort)
    {
        var listens = IPAddress.Parse(options.Address);
        var address = listens.Equals(IPAddress.Any) ? IPAddress.Loopback : listens.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : listens;
        return new UriBuilder(Uri.UriSchemeHttp, address.ToString(), options.Port ?? defaultPort).Uri;
    }

    private static async Task<string?> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
        try
        {
            using var response = await http.GetAsync(url, cancellationToken);
            return response.IsSuccessStatusCode
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"{url} answers {(int)response.StatusCode}.");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return $"{url} does not answer.";
        }
    }
}
