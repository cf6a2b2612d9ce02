using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Warehouse.Hosting;
using Warehouse.Settings;
using Warehouse.Warehouses;

namespace Warehouse.Servers;

/// <summary>The configured warehouse servers, and which of them a new organization is placed on.</summary>
internal sealed class WarehouseServers : IAsyncDisposable
{
    private static readonly string[] AlwaysReserved = ["postgres", "template0", "template1", "public", "none"];

    private readonly Dictionary<string, WarehouseServer> _servers;
    private readonly HashSet<string> _reserved;

    public WarehouseServers(IEnumerable<WarehouseServerOptions> servers, string? systemDatabase)
    {
        var options = servers.ToList();
        _servers = options.ToDictionary(server => server.Name, server => new WarehouseServer(server));
        _reserved = [.. AlwaysReserved];
        foreach (var text in options.Select(server => server.AdminConnection).Append(systemDatabase).OfType<string>())
        {
            var connection = new NpgsqlConnectionStringBuilder(text);
            _reserved.UnionWith(new[] { connection.Database, connection.Username }.OfType<string>());
        }
    }

    /// <summary>Reads <c>Warehouse:Servers</c>. A mistake there ends the start with one line that names it.</summary>
    public static WarehouseServers FromConfiguration(IConfiguration configuration)
    {
        var servers = configuration.ReadList<WarehouseServerOptions>();
        if (servers.Count == 0 || servers.DistinctBy(server => server.Name).Count() != servers.Count)
        {
            throw new SettingsException("Warehouse:Servers must name at least one PostgreSQL server, each by a name of its own.");
        }

        return new WarehouseServers(servers, configuration.GetConnectionString(SystemDatabase.ConnectionName));
    }

    public WarehouseServer Get(string name) =>
        _servers.GetValueOrDefault(name) ?? throw new ServerNotConfiguredException(name);

    public WarehouseServer? Find(string name) => _servers.GetValueOrDefault(name);

    /// <summary>Names no warehouse may take, whatever stands on the servers.</summary>
    public bool IsReserved(string databaseName) => _reserved.Contains(databaseName);

    /// <summary>
    /// Rendezvous hashing over the open servers: even, without a counter anybody has to keep, and a new server takes nothing from the
    /// others because placements are remembered. Null when no server is open.
    /// </summary>
    public WarehouseServer? Place(Guid organizationId) =>
        _servers.Values.Where(server => server.IsOpen).MaxBy(server => Weight(organizationId, server.Name));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }
    }

    private static ulong Weight(Guid organizationId, string server) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{organizationId:D}/{server}")));
}
