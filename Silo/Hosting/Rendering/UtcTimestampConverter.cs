using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Warehouse.Rendering;

/// <summary>ISO-8601 in UTC with <c>Z</c>, and with microseconds only when there are any: the form Django REST framework gives.</summary>
internal sealed class UtcTimestampConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Format(value));

    internal static string Format(DateTimeOffset value)
    {
        var hasMicroseconds = value.Ticks % TimeSpan.TicksPerSecond >= TimeSpan.TicksPerMicrosecond;
        return value.UtcDateTime.ToString(hasMicroseconds ? "yyyy-MM-ddTHH:mm:ss.ffffffZ" : "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
    }
}
