namespace Warehouse.Warehouses.Servers;

/// <summary>One PostgreSQL server that holds warehouses: an entry of <c>Warehouse:Servers</c>.</summary>
public sealed class WarehouseServerOptions
{
    /// <summary>Remembered by every organization placed here: never rename a server.</summary>
    public string Name { get; set; } = "";

    /// <summary>Npgsql connection string of the provisioner: a login with CREATEDB and CREATEROLE. Treat it as a superuser's.</summary>
    public string AdminConnection { get; set; } = "";

    /// <summary>
    /// The host customers connect to; <c>{name}</c> stands for the warehouse's name. Default: the host of <see cref="AdminConnection"/>.
    /// </summary>
    public string? Host { get; set; }

    /// <summary>The port customers connect to. Default: the port of <see cref="AdminConnection"/>.</summary>
    public int? Port { get; set; }

    /// <summary>False keeps what is placed here and takes nothing new.</summary>
    public bool Open { get; set; } = true;
}
