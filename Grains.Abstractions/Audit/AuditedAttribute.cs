namespace Warehouse.Audit;

/// <summary>Calls of this method are written into the audit trail under <paramref name="action"/>, with caller and outcome.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AuditedAttribute(string action) : Attribute
{
    public string Action { get; } = action;
}
