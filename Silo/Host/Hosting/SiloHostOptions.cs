using Warehouse.Settings;

namespace Warehouse.Hosting;

[SettingsSection("Silo")]
internal sealed class SiloHostOptions
{
    [Setting(
        "Address that other silos and clients reach this silo at; it also listens there. An IP address, or a host name that this machine "
        + "resolves to its own address, as a container does with its name.")]
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    [Setting("TCP port for other silos. It has no credential: private network only.", Min = "1", Max = "65535")]
    public int Port { get; set; } = 11111;

    [Setting("TCP port for clients. The same.", Min = "1", Max = "65535")]
    public int GatewayPort { get; set; } = 30000;

    [Setting("What the dashboard and the telemetry call this silo.", Default = "machine and `Silo__Port`")]
    public string? Name { get; set; }

    [Setting("Bring the system database to this build's version before joining; see [upgrade the schema](runbooks/upgrade-the-schema.md).")]
    public bool Migrate { get; set; } = true;
}
