using Warehouse.Warehouses;

namespace Warehouse.Cli;

/// <summary>Warehouses to show.</summary>
internal static class Reports
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 14, 0, 0, TimeSpan.FromHours(2));

    public static WarehouseReport Ready { get; } = new()
    {
        Status = new WarehouseStatus
        {
            OrganizationId = new Guid("0197A0DE-0000-7000-8000-00000000000A"),
            State = WarehouseState.Ready,
            StatusMessage = "Infrastructure ready",
            S3State = ResourceState.Ready,
            MetadataStoreState = ResourceState.Ready,
            IdentityState = ResourceState.Ready,
            SecretsState = ResourceState.Ready,
            ReadyAt = Noon.AddSeconds(1.5),
            Connection = new WarehouseConnection { Host = "acme.example.com", Port = 5432, Database = "acme", Username = "acme" },
            TableSuffixes = new Dictionary<long, string> { [7] = "main" },
        },
        DatabaseName = "acme",
        Bucket = "wh-acme",
        Server = "local",
        Attempts = 1,
        NextAttemptAt = null,
        Steps =
        [
            new StepReport { Step = "bucket", StartedAt = Noon, FinishedAt = Noon.AddMilliseconds(12) },
            new StepReport { Step = "database", StartedAt = Noon.AddMilliseconds(20), FinishedAt = Noon.AddMilliseconds(1320) },
        ],
    };

    public static WarehouseReport Failed { get; } = Ready with
    {
        Status = Ready.Status with
        {
            State = WarehouseState.Failed,
            StatusMessage = "The warehouse server refused the connection",
            MetadataStoreState = ResourceState.Failed,
            IdentityState = ResourceState.Pending,
            SecretsState = ResourceState.Provisioning,
            ReadyAt = null,
            FailedAt = Noon.AddSeconds(2),
            Connection = null,
            TableSuffixes = new Dictionary<long, string> { [7] = "main", [8] = "shop" },
        },
        Attempts = 3,
        NextAttemptAt = Noon.AddSeconds(34),
        Steps = [Ready.Steps[0], Ready.Steps[1] with { Failure = "The warehouse server refused the connection" }],
    };
}
