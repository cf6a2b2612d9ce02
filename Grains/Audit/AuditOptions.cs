namespace Warehouse.Audit;

/// <summary>How long the audit trail is kept: section <c>Warehouse:Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>Lines that are older go, within the hour. At least a day. Default 400 days.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(400);
}
