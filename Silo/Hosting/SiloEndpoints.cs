using System.Globalization;
using System.Net;
using Orleans.Configuration;

namespace Warehouse.Hosting;

/// <summary>
/// Where this silo listens: <c>Silo:Port</c> for other silos, <c>Silo:GatewayPort</c> for clients, both on <c>Silo:AdvertisedAddress</c>.
/// The two ports have no credential of their own; keep them on a private network.
/// </summary>
internal static class SiloEndpoints
{
    public static void Bind(IConfiguration configuration, EndpointOptions options)
    {
        options.SiloPort = PortOf(configuration);
        options.GatewayPort = configuration.GetValue("Silo:GatewayPort", 30000);
        options.AdvertisedIPAddress = IPAddress.Parse(configuration["Silo:AdvertisedAddress"] ?? "127.0.0.1");
        options.SiloListeningEndpoint = new IPEndPoint(options.AdvertisedIPAddress, options.SiloPort);
        options.GatewayListeningEndpoint = new IPEndPoint(options.AdvertisedIPAddress, options.GatewayPort);
    }

    /// <summary>What dashboard and telemetry call this silo: <c>Silo:Name</c>, or the machine and the port.</summary>
    public static string NameOf(IConfiguration configuration) => configuration["Silo:Name"] is { Length: > 0 } name
        ? name
        : string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{PortOf(configuration)}");

    private static int PortOf(IConfiguration configuration) => configuration.GetValue("Silo:Port", 11111);
}
