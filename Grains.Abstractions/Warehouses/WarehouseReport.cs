namespace Warehouse.Warehouses;

/// <summary>A warehouse as its operator sees it: the status, and what is behind it.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.WarehouseReport")]
public sealed record WarehouseReport
{
    [Id(0)] public required WarehouseStatus Status { get; init; }
    [Id(1)] public required string? DatabaseName { get; init; }
    [Id(2)] public required string Bucket { get; init; }

    /// <summary>The configured name of the warehouse server the organization is placed on.</summary>
    [Id(3)] public required string? Server { get; init; }

    /// <summary>Attempts since the provision was accepted.</summary>
    [Id(4)] public required int Attempts { get; init; }
    [Id(5)] public required DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The last steps, oldest first.</summary>
    [Id(6)] public required IReadOnlyList<StepReport> Steps { get; init; }
}

/// <summary>One step of the state machine, run once.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.StepReport")]
public sealed record StepReport
{
    [Id(0)] public required string Step { get; init; }
    [Id(1)] public required DateTimeOffset StartedAt { get; init; }
    [Id(2)] public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Null when the step succeeded.</summary>
    [Id(3)] public string? Failure { get; init; }
}
