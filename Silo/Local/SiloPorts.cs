namespace Warehouse.Local;

/// <summary>The ports of one silo: for other silos, for clients, for operators.</summary>
public sealed record SiloPorts(int Silo, int Gateway, int Operations)
{
    public string OperationsUrl => $"http://127.0.0.1:{Operations}";

    internal IReadOnlyList<(string Setting, int Value)> Settings =>
        [("Silo:Port", Silo), ("Silo:GatewayPort", Gateway), ("Operations:Port", Operations)];

    /// <summary>Free ports from the usual ones upwards, passing over those in <paramref name="taken"/>.</summary>
    public static SiloPorts Free(params IReadOnlyList<int> taken)
    {
        return new SiloPorts(From(11111), From(30000), From(8081));

        int From(int port)
        {
            while (taken.Contains(port) || !LocalPorts.IsFree(port))
            {
                port++;
            }

            return port;
        }
    }
}
