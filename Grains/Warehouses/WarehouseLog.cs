namespace Warehouse.Warehouses;

internal static partial class WarehouseLog
{
    [LoggerMessage(LogLevel.Information, "Organization {OrganizationId}: provision of {DatabaseName} on server {Server} accepted")]
    public static partial void Accepted(ILogger logger, Guid organizationId, string databaseName, string server);

    [LoggerMessage(LogLevel.Information, "Organization {OrganizationId}: {Step} done in {Milliseconds:F0} ms")]
    public static partial void StepDone(ILogger logger, Guid organizationId, WarehouseWork step, double milliseconds);

    [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId}: {Step} failed: {Reason}")]
    public static partial void StepFailed(ILogger logger, Guid organizationId, WarehouseWork step, FailureReason reason, Exception exception);

    [LoggerMessage(LogLevel.Information, "Organization {OrganizationId}: password reset")]
    public static partial void Reset(ILogger logger, Guid organizationId);

    [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId}: password reset failed")]
    public static partial void ResetFailed(ILogger logger, Guid organizationId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId}: warehouse server {Server} was not asked whether the name is free")]
    public static partial void NotLookedUp(ILogger logger, Guid organizationId, string server, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId}: the warehouse's state was not written")]
    public static partial void NotWritten(ILogger logger, Guid organizationId, Exception exception);
}
