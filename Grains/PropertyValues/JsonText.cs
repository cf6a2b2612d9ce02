using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Encodings.Web;

namespace Warehouse.PropertyValues;

/// <summary>JSON objects with their keys sorted, at every depth, and spaces as Python's json.dumps puts them.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text itself when it is no JSON object.</summary>
    public static string SortKeys(string text)
    {
        if (!text.StartsWith('{'))
        {
            return text;
        }

        try
        {
            return Write(JsonNode.Parse(text));
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static string Write(JsonNode? node) => node switch
    {
        JsonObject members => "{" + string.Join(", ", members
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => $"{JsonSerializer.Serialize(member.Key, Relaxed)}: {Write(member.Value)}")) + "}",
        JsonArray elements => "[" + string.Join(", ", elements.Select(Write)) + "]",
        null => "null",
        _ => node.ToJsonString(Relaxed),
    };
}
