namespace Warehouse.Warehouses;

/// <summary>A warehouse as its organization sees it.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.WarehouseStatus")]
public sealed record WarehouseStatus
{
    [Id(0)] public required Guid OrganizationId { get; init; }
    [Id(1)] public required WarehouseState State { get; init; }

    /// <summary>One of a fixed list of sentences, free of secrets, hosts and raw error text.</summary>
    [Id(2)] public required string StatusMessage { get; init; }
    [Id(3)] public required ResourceState S3State { get; init; }
    [Id(4)] public required ResourceState MetadataStoreState { get; init; }
    [Id(5)] public required ResourceState IdentityState { get; init; }
    [Id(6)] public required ResourceState SecretsState { get; init; }
    [Id(7)] public DateTimeOffset? ReadyAt { get; init; }
    [Id(8)] public DateTimeOffset? FailedAt { get; init; }

    /// <summary>Only while ready.</summary>
    [Id(9)] public WarehouseConnection? Connection { get; init; }

    /// <summary>Table suffixes by project; a project without one is absent.</summary>
    [Id(10)] public required IReadOnlyDictionary<long, string> TableSuffixes { get; init; }
}

/// <summary>How to log in: with these four and the password, <c>psql</c> works.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.WarehouseConnection")]
public sealed record WarehouseConnection
{
    [Id(0)] public required string Host { get; init; }
    [Id(1)] public required int Port { get; init; }
    [Id(2)] public required string Database { get; init; }
    [Id(3)] public required string Username { get; init; }
}
