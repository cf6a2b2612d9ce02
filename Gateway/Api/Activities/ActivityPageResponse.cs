using System.ComponentModel;
using System.Numerics;

namespace Warehouse.Activities;

/// <summary>One page of jobs.</summary>
internal sealed record ActivityPageResponse
{
    [Description("Newest first, ties broken by id.")]
    public required IReadOnlyList<ActivityResponse> Results { get; init; }

    [Description("Relative address of the next page; null on the last.")]
    public required string? Next { get; init; }

    [Description("Relative address of the previous page; null on the first.")]
    public required string? Previous { get; init; }

    public static ActivityPageResponse From(ActivityPage page, PageParameters parameters) => new()
    {
        Results = [.. page.Results.Select(ActivityResponse.From)],
        Next = page.HasMore ? parameters.Link(parameters.Offset + parameters.Limit) : null,
        Previous = parameters.Offset > 0 ? parameters.Link(BigInteger.Max(0, parameters.Offset - parameters.Limit)) : null,
    };

    public static ActivityPageResponse Example => new()
    {
        Results = [ActivityResponse.Example],
        Next = "?limit=1&offset=1&cutoff_days=30",
        Previous = null,
    };

    public static ActivityPageResponse ExampleOfCompleted => Example with { Results = [ActivityResponse.ExampleOfCompleted] };
}

/// <summary>One job.</summary>
internal sealed record ActivityResponse
{
    public required Guid Id { get; init; }

    [Description("The source's type such as Stripe or Postgres; \"Materialized view\"; \"Backfill\".")]
    public required string? Type { get; init; }

    [Description("The table or view.")]
    public required string? Name { get; init; }

    [Description("\"Running\" in running_activity; \"Completed\", \"Failed\" or \"Cancelled\" in completed_activity.")]
    public required string Status { get; init; }

    [Description("Rows moved so far.")]
    public required long Rows { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? FinishedAt { get; init; }

    public required string? LatestError { get; init; }

    public required string? WorkflowRunId { get; init; }

    public required string? Origin { get; init; }

    public static ActivityResponse Example => new()
    {
        Id = new Guid("0197a0de-0000-7000-8000-000000000002"),
        Type = "Postgres",
        Name = "orders",
        Status = "Running",
        Rows = 125_000,
        CreatedAt = new DateTimeOffset(2025, 7, 1, 12, 0, 0, TimeSpan.Zero),
        FinishedAt = null,
        LatestError = null,
        WorkflowRunId = "run-1",
        Origin = "schedule",
    };

    public static ActivityResponse ExampleOfCompleted =>
        Example with { Status = "Completed", FinishedAt = Example.CreatedAt.AddMinutes(2) };

    public static ActivityResponse From(Activity activity) => new()
    {
        Id = activity.Id,
        Type = activity.Type,
        Name = activity.Name,
        Status = activity.Status,
        Rows = activity.Rows,
        CreatedAt = activity.CreatedAt,
        FinishedAt = activity.FinishedAt,
        LatestError = activity.LatestError,
        WorkflowRunId = activity.WorkflowRunId,
        Origin = activity.Origin,
    };
}
