namespace Warehouse.Hosting;

/// <summary>How a client finds the cluster; bound to <c>Warehouse</c>.</summary>
public sealed class WarehouseClientOptions
{
    public const string Section = "Warehouse";

    /// <summary>
    /// The silos' ports for clients, each <c>host:port</c>, for services without a login to the system database. A host name is looked up
    /// again every few seconds, and every address it has is a silo. None: the silos are found in the system database.
    /// </summary>
    public IReadOnlyList<string>? Gateways { get; set; }
}
