namespace Warehouse.Audit;

/// <summary>Reads the audit trail, for operators. Lines are written by the silos themselves. Stateless.</summary>
[Alias("warehouse.IAuditGrain")]
public interface IAuditGrain : IGrainWithIntegerKey
{
    /// <summary>At most 1,000 lines.</summary>
    [Alias("ListAsync")]
    Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query);
}
