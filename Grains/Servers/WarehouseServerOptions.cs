using Warehouse.Settings;

namespace Warehouse.Servers;

/// <summary>One PostgreSQL server that holds warehouses.</summary>
[SettingsSection("Warehouse:Servers", IsList = true)]
public sealed class WarehouseServerOptions
{
    [Setting("Stored with every organization placed here: never rename a server.", IsNeeded = true)]
    public string Name { get; set; } = "";

    [Setting(
        "Npgsql connection string of the provisioner: a login with CREATEDB and CREATEROLE, to the maintenance database. See "
        + "[prepare a warehouse server](runbooks/prepare-a-warehouse-server.md). Search path, pool size (10) and timeouts are ours; "
        + "`GSS Encryption Mode` is `Disable` unless it says otherwise.",
        IsNeeded = true, IsSecret = true)]
    public string AdminConnection { get; set; } = "";

    [Setting(
        "What customers connect to. `{name}` stands for the warehouse's name: `{name}.warehouse.example.com`.",
        Default = "host of `AdminConnection`")]
    public string? Host { get; set; }

    [Setting("The port customers connect to.", Default = "port of `AdminConnection`", Min = "1", Max = "65535")]
    public int? Port { get; set; }

    [Setting("`false` keeps what is placed here and takes no new organization.")]
    public bool Open { get; set; } = true;
}
