using Warehouse.Settings;

namespace Warehouse.Hosting;

[SettingsSection("ConnectionStrings")]
internal sealed class SystemDatabaseOptions
{
    [Setting(
        "Npgsql connection string of the system database. The silo's login writes it; a client's needs only to read `cluster.membership`, and none with `Warehouse__Gateways`. "
        + "Unless the string says otherwise: `Max Auto Prepare=50`, `Maximum Pool Size=16`, `Timeout=3` (s), `Command Timeout=10` (s), "
        + "`GSS Encryption Mode=Disable`. The search path is always ours.",
        IsNeeded = true, IsSecret = true)]
    public string System { get; set; } = "";
}
