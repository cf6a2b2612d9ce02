using Warehouse.Settings;

namespace Warehouse.Access;

/// <summary>Requests allowed for one API key.</summary>
[SettingsSection("RateLimits")]
internal sealed class RateLimits
{
    [Setting("Requests of one API key in any 60 seconds; 0 is no limit.", Unit = "requests", Min = "0")]
    public int RequestsPerMinute { get; set; } = 480;

    [Setting("Requests of one API key in any hour; 0 is no limit.", Unit = "requests", Min = "0")]
    public int RequestsPerHour { get; set; } = 4800;
}
