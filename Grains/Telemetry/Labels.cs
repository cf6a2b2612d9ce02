using System.Collections.Frozen;
using System.Text.Json;

namespace Warehouse.Telemetry;

/// <summary>Labels of our metrics. Their values are names out of our own enums, so there are few of them.</summary>
internal static class Labels
{
    public const string Meter = "Warehouse";

    public static KeyValuePair<string, object?> Label<T>(string name, T value)
        where T : struct, Enum => new(name, Names<T>.Of[value]);

    public static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Of =
            Enum.GetValues<T>().Distinct().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    }
}
