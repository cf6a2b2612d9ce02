using Warehouse.Silos;
using Warehouse.Settings;

namespace Warehouse.Hosting;

/// <summary>How a client finds the cluster.</summary>
[SettingsSection("Warehouse")]
internal sealed class WarehouseClientOptions
{
    [Setting(
        "Clients only: the silos' ports for clients, each `host:port`, with commas between them, for services without a login to the system "
        + "database. A host name stands for all its addresses, and is looked up every 3 s.",
        Default = "the silos in the system database")]
    public string? Gateways { get; set; }

    /// <summary>None: the silos are found in the system database.</summary>
    public IReadOnlyList<string> ListGateways()
    {
        var list = Gateways?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        return list.All(ConfiguredSilos.IsWellFormed) ? list : throw new SettingsException("Warehouse:Gateways must be host:port, with commas between several.");
    }
}
