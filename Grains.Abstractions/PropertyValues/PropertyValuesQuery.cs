namespace Warehouse.PropertyValues;

/// <summary>Which values of a column to list.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.PropertyValuesQuery")]
public sealed record PropertyValuesQuery
{
    [Id(0)] public required Guid OrganizationId { get; init; }
    [Id(1)] public required long ProjectId { get; init; }
    [Id(2)] public required string TableName { get; init; }

    /// <summary>A column, or a path into a JSON column such as <c>properties.$browser</c>.</summary>
    [Id(3)] public required string Key { get; init; }

    /// <summary>Only values that contain this text, whatever the case; null lists any.</summary>
    [Id(4)] public string? Value { get; init; }
}

/// <summary>What became of a <see cref="PropertyValuesQuery"/>.</summary>
[GenerateSerializer, Alias("warehouse.PropertyValuesOutcome")]
public enum PropertyValuesOutcome
{
    Found = 0,

    /// <summary>No such table for this project, or the organization never had a warehouse.</summary>
    TableNotFound = 1,
    ColumnNotFound = 2,
    WarehouseNotReady = 3,
    TimedOut = 4,
}

/// <summary>The answer to a <see cref="PropertyValuesQuery"/>.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.PropertyValuesResult")]
public sealed record PropertyValuesResult
{
    [Id(0)] public required PropertyValuesOutcome Outcome { get; init; }

    /// <summary>Distinct, at most ten.</summary>
    [Id(1)] public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>True when this is an older answer and a new one is being fetched.</summary>
    [Id(2)] public bool Refreshing { get; init; }
}
