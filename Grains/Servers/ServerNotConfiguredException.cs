namespace Warehouse.Servers;

/// <summary>A warehouse is on a server that this silo's configuration does not name.</summary>
internal sealed class ServerNotConfiguredException(string server) : Exception($"The warehouse server {server} is not configured.");
