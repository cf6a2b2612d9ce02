namespace Warehouse.Activities;

/// <summary>One job of a project.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.Activity")]
public sealed record Activity
{
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>The source's type such as <c>Stripe</c>, or <c>Materialized view</c>, or <c>Backfill</c>.</summary>
    [Id(1)] public string? Type { get; init; }

    /// <summary>The table or view.</summary>
    [Id(2)] public string? Name { get; init; }
    [Id(3)] public required string Status { get; init; }
    [Id(4)] public required long Rows { get; init; }
    [Id(5)] public required DateTimeOffset CreatedAt { get; init; }
    [Id(6)] public DateTimeOffset? FinishedAt { get; init; }
    [Id(7)] public string? LatestError { get; init; }
    [Id(8)] public string? WorkflowRunId { get; init; }
    [Id(9)] public string? Origin { get; init; }
}

/// <summary>Which part of a project's jobs to show.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.ActivityQuery")]
public sealed record ActivityQuery
{
    [Id(0)] public required int Limit { get; init; }
    [Id(1)] public required long Offset { get; init; }

    /// <summary>Only jobs created at or after now minus this many days.</summary>
    [Id(2)] public required double CutoffDays { get; init; }
}

/// <summary>One page of jobs.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.ActivityPage")]
public sealed record ActivityPage
{
    [Id(0)] public required IReadOnlyList<Activity> Results { get; init; }

    /// <summary>True when a further row exists behind this page.</summary>
    [Id(1)] public required bool HasMore { get; init; }
}
