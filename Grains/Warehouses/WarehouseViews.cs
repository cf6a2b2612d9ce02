using Warehouse.Servers;
using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Warehouses;

/// <summary>What different people see of a record.</summary>
internal static class WarehouseViews
{
    public static WarehouseStatus Status(Guid organizationId, WarehouseRecord record, Provision provision, WarehouseServers servers) => new()
    {
        OrganizationId = organizationId,
        State = provision.State,
        StatusMessage = WarehouseTransitions.MessageOf(provision),
        S3State = provision.S3,
        MetadataStoreState = provision.MetadataStore,
        IdentityState = provision.Identity,
        SecretsState = provision.Secrets,
        ReadyAt = provision.ReadyAt,
        FailedAt = provision.FailedAt,
        Connection = provision.State == WarehouseState.Ready ? servers.Find(provision.Server)?.ConnectionFor(provision.DatabaseName) : null,
        TableSuffixes = record.TableSuffixes,
    };

    public static WarehouseReport Report(Guid organizationId, WarehouseRecord record, Provision provision, WarehouseServers servers, string bucket) => new()
    {
        Status = Status(organizationId, record, provision, servers),
        DatabaseName = provision.DatabaseName,
        Bucket = bucket,
        Server = provision.Server,
        Attempts = provision.Attempts,
        NextAttemptAt = provision.NextAttemptAt,
        Steps = [.. provision.Steps.Select(step => new StepReport
        {
            Step = step.Step,
            StartedAt = step.StartedAt,
            FinishedAt = step.FinishedAt,
            Failure = step.Failure?.Text(),
        })],
    };

    public static WarehouseAccess Access(Guid organizationId, WarehouseRecord record, Provision provision) => new()
    {
        State = provision.State,
        Server = provision.Server,
        DatabaseName = provision.DatabaseName,
        ServiceLogin = WarehouseSpec.ServiceLoginOf(organizationId),
        TableSuffixes = record.TableSuffixes,
    };
}
