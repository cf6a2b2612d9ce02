using Warehouse.Settings;

namespace Warehouse.Servers;

/// <summary>The key that the service logins' passwords are derived from.</summary>
[SettingsSection("Warehouse")]
internal sealed class MasterKeyOptions
{
    [Setting("At least 32 bytes in Base64: `openssl rand -base64 32`. The same on all silos.", Default = "none, one of the two is needed", IsSecret = true)]
    public string? MasterKey { get; set; }

    [Setting("A file with it instead; wins over `MasterKey`.", Default = "none")]
    public string? MasterKeyFile { get; set; }
}
