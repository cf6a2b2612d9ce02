using Warehouse.Settings;

namespace Warehouse.Settings;

/// <summary>Where a process finds the rest of its settings, and how it ends: for launchers.</summary>
[SettingsSection("")]
internal sealed class LaunchOptions
{
    [Setting(
        "A folder with a file for each setting, named as the variable is: `ConnectionStrings__System`. Docker and Kubernetes mount secrets so.",
        Name = "WAREHOUSE_SECRETS_FOLDER")]
    public string? SecretsFolder { get; set; }

    [Setting("A JSON file of settings. `run.sh` passes its own this way.", Name = "WAREHOUSE_CONFIG")]
    public string? File { get; set; }
}
