using Warehouse.Errors;

namespace Warehouse.Requests;

/// <summary>How an endpoint with a body refuses one that it cannot read: examples for the OpenAPI document.</summary>
internal static class BodyErrors
{
    public static readonly ApiError[] All =
    [
        Refusals.ParseError("JSON", "line 1, byte 2"),
        Refusals.NotAnObject,
        Refusals.UnsupportedMediaType("text/plain"),
    ];
}
