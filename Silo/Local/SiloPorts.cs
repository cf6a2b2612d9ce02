namespace Warehouse.Local;

/// <summary>The ports of one silo: for other silos, for clients, for operators.</summary>
public sealed record SiloPorts(int Silo, int Gateway, int Operations)
{
    public string OperationsUrl => $"http://127.0.0.1:{Operations}";

    /// <summary>As environment variables.</summary>
    internal IReadOnlyList<(string Variable, int Value)> Variables =>
        [("Silo__Port", Silo), ("Silo__GatewayPort", Gateway), ("Operations__Port", Operations)];

    /// <summary>Free ports from the usual ones upwards, passing over those in <paramref name="taken"/>.</summary>
    public static SiloPorts Free(params IReadOnlyList<int> taken) =>
        new(LocalPorts.FirstFree(11111, taken), LocalPorts.FirstFree(30000, taken), LocalPorts.FirstFree(8081, taken));
}
