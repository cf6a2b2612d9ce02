using System.ComponentModel;

namespace Warehouse.Errors;

/// <summary>The envelope: how everything is refused that is not the endpoint's own business.</summary>
[Description("How everything is refused that is not the endpoint's own business: credentials, scopes, unknown projects, limits, faults.")]
internal sealed record ErrorEnvelope
{
    [Description("authentication_error, invalid_request, validation_error, throttled_error or server_error.")]
    public required string Type { get; init; }

    [Description("Stable and machine-readable.")]
    public required string Code { get; init; }

    [Description("For people.")]
    public required string Detail { get; init; }

    [Description("The offending attribute, where there is one.")]
    public string? Attr { get; init; }
}
