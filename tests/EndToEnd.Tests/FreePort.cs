using System.Net;
using System.Net.Sockets;

namespace Warehouse;

/// <summary>
/// Ports for the processes of a test, below those that the kernel gives to outgoing connections. Each test run holds blocks of ports of its
/// own for as long as it lives, and gives out none twice: two runs on one machine never want the same.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Last = 31_999;
    private const int BlockSize = 200;

    private static readonly Lock Gate = new();
    private static readonly List<FileStream> Blocks = [];
    private static readonly Queue<int> Ports = new();

    public static int Next()
    {
        lock (Gate)
        {
            while (true)
            {
                if (Ports.Count == 0)
                {
                    AddBlock();
                }

                // Something that is no test of ours may listen there.
                if (IsFree(Ports.Dequeue()) is { } port)
                {
                    return port;
                }
            }
        }
    }

    private static void AddBlock()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"warehouse-test-ports-{Environment.UserName}")).FullName;
        for (var first = First; first + BlockSize - 1 <= Last; first += BlockSize)
        {
            try
            {
                // The lock goes with the process, however it ends.
                Blocks.Add(new FileStream(Path.Combine(folder, $"{first}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException)
            {
                continue;
            }

            foreach (var port in Enumerable.Range(first, BlockSize))
            {
                Ports.Enqueue(port);
            }

            return;
        }

        throw new InvalidOperationException($"Test runs hold all ports from {First} to {Last}; see {folder}.");
    }

    private static int? IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return port;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
