namespace Warehouse.Warehouses;

/// <summary>What became of a password reset.</summary>
[GenerateSerializer, Alias("warehouse.ResetPasswordOutcome")]
public enum ResetPasswordOutcome
{
    Done = 0,
    NotFound = 1,
    NotReady = 2,
}

/// <summary>The answer to a password reset.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.ResetPasswordResult")]
public sealed record ResetPasswordResult
{
    [Id(0)] public required ResetPasswordOutcome Outcome { get; init; }

    /// <summary>The root login, when done.</summary>
    [Id(1)] public string? Username { get; init; }
}

/// <summary>What became of a deprovision.</summary>
[GenerateSerializer, Alias("warehouse.DeprovisionOutcome")]
public enum DeprovisionOutcome
{
    Started = 0,
    NotFound = 1,

    /// <summary>It is being deleted, or deleted, already.</summary>
    AlreadyDeleting = 2,
}
