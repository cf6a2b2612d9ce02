using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Warehouse.Errors;

namespace Warehouse.Requests;

/// <summary>Reads a JSON body. Of a repeated member the last one counts.</summary>
internal static class JsonBody
{
    public static RequestBody Parse(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
        {
            return Refuse("the text is not valid UTF-8");
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return RequestBody.Unreadable(Refusals.NotAnObject);
            }

            var members = new Dictionary<string, BodyMember>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                members[property.Name] = property.Value.ValueKind switch
                {
                    JsonValueKind.String => BodyMember.Of(property.Value.GetString()),
                    JsonValueKind.Null => default,
                    _ => new BodyMember(BodyMemberKind.NotText, null),
                };
            }

            return RequestBody.Of(members);
        }
        catch (JsonException exception)
        {
            return Refuse(string.Create(
                CultureInfo.InvariantCulture,
                $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}"));
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 is half of a character: valid as JSON, but no text.
            return Refuse("a string is not valid Unicode");
        }
    }

    private static RequestBody Refuse(string why) => RequestBody.Unreadable(Refusals.ParseError("JSON", why));
}
