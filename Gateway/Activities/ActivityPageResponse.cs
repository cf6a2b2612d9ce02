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
}
