namespace Warehouse.Warehouses;

/// <summary>An organization's wish for a warehouse. The names have been checked for form (<see cref="WarehouseNames"/>).</summary>
[GenerateSerializer, Immutable, Alias("warehouse.ProvisionCommand")]
public sealed record ProvisionCommand
{
    /// <summary>Chosen by the caller: the same command sent again, because its answer was lost, is the same provision.</summary>
    [Id(0)] public required Guid OperationId { get; init; }
    [Id(1)] public required long ProjectId { get; init; }
    [Id(2)] public required string DatabaseName { get; init; }

    /// <summary>The suffix of the project's own tables.</summary>
    [Id(3)] public required string TableSuffix { get; init; }

    /// <summary>The SCRAM-SHA-256 verifier of the root login's password. The password itself stays with the caller.</summary>
    [Id(4)] public required string Verifier { get; init; }
}

/// <summary>What became of a <see cref="ProvisionCommand"/>. Whatever is not accepted has changed nothing.</summary>
[GenerateSerializer, Alias("warehouse.ProvisionOutcome")]
public enum ProvisionOutcome
{
    Accepted = 0,

    /// <summary>The organization's warehouse is pending, provisioning, ready or deleting.</summary>
    AlreadyExists = 1,

    /// <summary>The name is another organization's, reserved, or stands on the server already.</summary>
    NameTaken = 2,

    /// <summary>Another project of the organization has this table suffix.</summary>
    SuffixTaken = 3,

    /// <summary>This project already has another table suffix.</summary>
    SuffixFixed = 4,

    /// <summary>No warehouse server is open for new warehouses.</summary>
    NoServer = 5,
}

/// <summary>The answer to a <see cref="ProvisionCommand"/>.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.ProvisionResult")]
public sealed record ProvisionResult
{
    [Id(0)] public required ProvisionOutcome Outcome { get; init; }

    /// <summary>The root login, when accepted.</summary>
    [Id(1)] public string? Username { get; init; }
}
