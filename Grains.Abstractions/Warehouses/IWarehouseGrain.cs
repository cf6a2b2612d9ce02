using Orleans.Concurrency;
using Warehouse.Audit;
using Warehouse.Backfills;

namespace Warehouse.Warehouses;

/// <summary>One organization's warehouse: its provisioning, its login and where it stands.</summary>
[Alias("warehouse.IWarehouseGrain")]
public interface IWarehouseGrain : IGrainWithGuidKey
{
    /// <summary>
    /// Accepts or refuses a provision. Accepted means written down: it will end ready or failed whatever process dies. Safe to send again.
    /// </summary>
    [Alias("ProvisionAsync"), Audited("warehouse.provision")]
    Task<ProvisionResult> ProvisionAsync(ProvisionCommand command);

    /// <summary>
    /// Replaces the root login's verifier and ends its sessions. When it returns done, the new password works and the old one does not;
    /// when it throws, the old one stays or comes back. Safe to send again.
    /// </summary>
    [Alias("ResetPasswordAsync"), Audited("warehouse.reset_password")]
    Task<ResetPasswordResult> ResetPasswordAsync(string verifier);

    /// <summary>Begins to delete the warehouse: sessions, database, logins, bucket, name.</summary>
    [Alias("DeprovisionAsync"), Audited("warehouse.deprovision")]
    Task<DeprovisionOutcome> DeprovisionAsync();

    /// <summary>Makes a ready or failed warehouse go through all its steps again, now. False when it is in no such state.</summary>
    [Alias("HealAsync"), Audited("warehouse.heal")]
    Task<bool> HealAsync();

    /// <summary>
    /// Gives a further project of the organization its table suffix, and with that its tables and its backfill.
    /// </summary>
    [Alias("EnableBackfillAsync"), Audited("warehouse.enable_backfill")]
    Task<EnableBackfillOutcome> EnableBackfillAsync(long projectId, string tableSuffix);

    /// <summary>Whether this organization could be given the name, as far as can be told now; it is not kept for it.</summary>
    [AlwaysInterleave, Alias("IsNameAvailableAsync")]
    Task<bool> IsNameAvailableAsync(string databaseName);

    /// <summary>Answered from memory; null when the organization never had a warehouse.</summary>
    [AlwaysInterleave, Alias("GetStatusAsync")]
    ValueTask<WarehouseStatus?> GetStatusAsync();

    /// <summary>As <see cref="GetStatusAsync"/>, with what only an operator should see.</summary>
    [AlwaysInterleave, Alias("GetReportAsync")]
    ValueTask<WarehouseReport?> GetReportAsync();
}
