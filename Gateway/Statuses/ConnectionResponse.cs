using System.ComponentModel;
using Warehouse.Warehouses;

namespace Warehouse.Statuses;

/// <summary>How to log in to a warehouse.</summary>
[Description("How to log in: with these four and the password, psql works.")]
internal sealed record ConnectionResponse
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required string Database { get; init; }

    public required string Username { get; init; }

    public static ConnectionResponse From(WarehouseConnection connection) => new()
    {
        Host = connection.Host,
        Port = connection.Port,
        Database = connection.Database,
        Username = connection.Username,
    };
}
