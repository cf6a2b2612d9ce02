using System.ComponentModel;

namespace Warehouse.Errors;

/// <summary>How an endpoint itself refuses.</summary>
[Description("How an endpoint itself refuses.")]
internal sealed record ErrorMessage
{
    [Description("For people.")]
    public required string Error { get; init; }

    [Description("Stable and machine-readable.")]
    public required string Code { get; init; }
}
