using System.Text.Json;
using System.Text.Json.Serialization;

namespace Warehouse.Storage;

/// <summary>How grain state is written: snake_case, enums by name, nulls left out. Members may be added, never renamed or reused.</summary>
public static class StateJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}
