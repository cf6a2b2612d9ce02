using Warehouse.Settings;

namespace Warehouse.Audit;

/// <summary>How long the audit trail is kept.</summary>
[SettingsSection("Warehouse:Audit")]
internal sealed class AuditOptions
{
    [Setting("How long a line is kept. What is older goes within the hour.", Min = "1.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(400);
}
