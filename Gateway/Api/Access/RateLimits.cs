using Warehouse.Settings;

namespace Warehouse.Access;

/// <summary>Requests allowed for one API key, and refused ones for one address.</summary>
[SettingsSection("RateLimits")]
internal sealed class RateLimits
{
    [Setting("Requests of one API key in any 60 seconds; 0 is no limit.", Unit = "requests", Min = "0")]
    public int RequestsPerMinute { get; set; } = 480;

    [Setting("Requests of one API key in any hour; 0 is no limit.", Unit = "requests", Min = "0")]
    public int RequestsPerHour { get; set; } = 4800;

    [Setting(
        "Requests from one IP address, or one /64 network of IPv6, that a gateway refuses with 401, 403, or 404 for the project, in a minute; "
        + "0 is no limit. Beyond it only what needs no look-up is let through, and the rest is 429.",
        Unit = "requests",
        Min = "0")]
    public int RefusalsPerMinute { get; set; } = 480;
}
