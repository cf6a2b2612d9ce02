using System.Text.Json;
using Warehouse.Rendering;

namespace Warehouse.Cli;

/// <summary>The verbs' JSON follows the API's rules.</summary>
internal static class OperatorJson
{
    public static string Line(object value) => JsonSerializer.Serialize(value, value.GetType(), ApiJson.Options);

    /// <summary>A state or role as the API spells it.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
