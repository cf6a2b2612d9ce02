using System.Globalization;
using System.Text.Json;

namespace Warehouse.Backfills.Loading;

/// <summary>Turns the text of a file into values. Null means that the text is no such value.</summary>
internal static class ValueReader
{
    public static Guid? ReadUuid(string text) => Guid.TryParseExact(text, "D", out var uuid) ? uuid : null;

    public static long? ReadInteger(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool? ReadBoolean(string text) => text switch
    {
        "true" or "True" or "TRUE" or "t" or "1" => true,
        "false" or "False" or "FALSE" or "f" or "0" => false,
        _ => null,
    };

    /// <summary>JSON for PostgreSQL, which checks it. Exports hold it as a string with JSON in it or as it is.</summary>
    public static string? ReadJson(string text)
    {
        if (!text.StartsWith('"'))
        {
            return text;
        }

        try
        {
            return JsonSerializer.Deserialize<string>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Microseconds since 1970. Null when PostgreSQL's and .NET's calendars do not both have them.</summary>
    public static DateTime? ReadMicroseconds(long microseconds)
    {
        const long Earliest = -62_135_596_800_000_000; // 0001-01-01
        const long End = 253_402_300_800_000_000; // 10000-01-01
        return microseconds is >= Earliest and < End ? DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond) : null;
    }

    /// <summary>
    /// ISO 8601 as exports write it: a date, then <c>T</c> or a space, the time, up to nine decimals of a second, and <c>Z</c> or an offset.
    /// Without one it is UTC. Only these: .NET's own parser would guess at <c>01/02/2024</c>.
    /// </summary>
    public static DateTime? ReadTimestamp(ReadOnlySpan<char> text)
    {
        if (text.Length < 10 || text[4] != '-' || text[7] != '-'
            || Number(text[..4]) is not { } year || Number(text[5..7]) is not { } month || Number(text[8..10]) is not { } day
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return null;
        }

        var time = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc);
        var rest = text[10..];
        if (rest.IsEmpty)
        {
            return time;
        }

        if (rest.Length < 9 || rest[0] is not ('T' or 't' or ' ') || rest[3] != ':' || rest[6] != ':'
            || Number(rest[1..3]) is not (<= 23 and var hour) || Number(rest[4..6]) is not (<= 59 and var minute) || Number(rest[7..9]) is not (<= 59 and var second))
        {
            return null;
        }

        time += new TimeSpan(hour, minute, second);
        rest = rest[9..];
        if (!rest.IsEmpty && rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : rest.Length - 1;
            if (digits is 0 or > 9 || Number(rest[1..(1 + digits)]) is not { } fraction)
            {
                return null;
            }

            // What is finer than a microsecond is cut off, as the Parquet reader does.
            var nanoseconds = (long)fraction * (long)Math.Pow(10, 9 - digits);
            time = time.AddTicks(nanoseconds / 1000 * TimeSpan.TicksPerMicrosecond);
            rest = rest[(1 + digits)..];
        }

        return Offset(rest) is { } offset && InRange(time, offset) ? time - offset : null;
    }

    private static bool InRange(DateTime time, TimeSpan offset) =>
        time.Ticks - offset.Ticks >= DateTime.MinValue.Ticks && time.Ticks - offset.Ticks <= DateTime.MaxValue.Ticks;

    private static TimeSpan? Offset(ReadOnlySpan<char> text)
    {
        if (text is "" or "Z" or "z" or " UTC")
        {
            return TimeSpan.Zero;
        }

        if (text[0] is not ('+' or '-') || text.Length is not (3 or 5 or 6) || (text.Length == 6 && text[3] != ':')
            || Number(text[1..3]) is not (<= 15 and var hours) || (text.Length > 3 ? Number(text[^2..]) : 0) is not (<= 59 and var minutes))
        {
            return null;
        }

        var offset = new TimeSpan(hours, minutes, 0);
        return text[0] == '-' ? -offset : offset;
    }

    private static int? Number(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
