using System.Net;
using System.Net.Sockets;

namespace Warehouse;

/// <summary>Ports nobody listens on, below those that the kernel gives to outgoing connections.</summary>
internal static class FreePort
{
    public static int Next()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_000));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }
}
