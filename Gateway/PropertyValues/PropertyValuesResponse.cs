using System.ComponentModel;

namespace Warehouse.PropertyValues;

/// <summary>Values of a column.</summary>
internal sealed record PropertyValuesResponse
{
    [Description("Distinct values, at most ten.")]
    public required IReadOnlyList<PropertyValueResponse> Results { get; init; }

    [Description("True when this is an older answer and a new one is being fetched.")]
    public required bool Refreshing { get; init; }

    public static PropertyValuesResponse Example => new()
    {
        Results = [new PropertyValueResponse { Name = "Chrome" }, new PropertyValueResponse { Name = "Chrome Mobile" }],
        Refreshing = false,
    };

    public static PropertyValuesResponse From(PropertyValuesResult result) => new()
    {
        Results = [.. result.Values.Select(value => new PropertyValueResponse { Name = value })],
        Refreshing = result.Refreshing,
    };
}
