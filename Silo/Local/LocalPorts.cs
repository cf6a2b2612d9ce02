using System.Net;
using System.Net.Sockets;

namespace Warehouse.Local;

/// <summary>The ports of a local deployment with one silo, one gateway and PostgreSQL.</summary>
public sealed record LocalPorts(int Gateway, int GatewayOperations, int Postgres, SiloPorts Silo)
{
    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The first free port from <paramref name="port"/> upwards, passing over those in <paramref name="taken"/>.</summary>
    public static int FirstFree(int port, params IReadOnlyList<int> taken)
    {
        while (taken.Contains(port) || !IsFree(port))
        {
            port++;
        }

        return port;
    }
}
