using System.Net;
using System.Net.Sockets;

namespace Warehouse;

/// <summary>Ports nobody listens on. The kernel hands out each only once in a while, so tests do not meet on one.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
