using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Warehouse.Settings;

namespace Warehouse.Hosting;

/// <summary>
/// Where this silo listens: <c>Silo:Port</c> for other silos, <c>Silo:GatewayPort</c> for clients, both on <c>Silo:AdvertisedAddress</c>.
/// The two ports have no credential of their own; keep them on a private network.
/// </summary>
internal static class SiloEndpoints
{
    public static void Bind(SiloHostOptions settings, IPAddress address, EndpointOptions options)
    {
        (options.SiloPort, options.GatewayPort, options.AdvertisedIPAddress) = (settings.Port, settings.GatewayPort, address);
        options.SiloListeningEndpoint = new IPEndPoint(address, settings.Port);
        options.GatewayListeningEndpoint = new IPEndPoint(address, settings.GatewayPort);
    }

    /// <summary>Resolved once: a silo keeps its address for life.</summary>
    public static async Task<IPAddress> ResolveAsync(SiloHostOptions settings, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(settings.AdvertisedAddress, out var address))
        {
            return address;
        }

        try
        {
            return (await Dns.GetHostAddressesAsync(settings.AdvertisedAddress, AddressFamily.InterNetwork, cancellationToken))[0];
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException or IndexOutOfRangeException)
        {
            throw new SettingsException("Silo:AdvertisedAddress must be an IP address, or a host name that resolves to one.");
        }
    }

    /// <summary>What dashboard and telemetry call this silo: <c>Silo:Name</c>, or the machine and the port.</summary>
    public static string NameOf(SiloHostOptions settings) => settings.Name is { Length: > 0 } name
        ? name
        : string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{settings.Port}");
}
