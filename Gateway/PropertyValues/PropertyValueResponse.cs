using System.ComponentModel;

namespace Warehouse.PropertyValues;

/// <summary>One value of a column.</summary>
internal sealed record PropertyValueResponse
{
    [Description("The value as text.")]
    public required string Name { get; init; }
}
