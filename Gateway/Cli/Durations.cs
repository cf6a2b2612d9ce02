using System.Globalization;

namespace Warehouse.Cli;

/// <summary>Durations as people write and read them.</summary>
internal static class Durations
{
    /// <summary>A hundred years: beyond it, leave the expiry out.</summary>
    public static readonly TimeSpan Maximum = TimeSpan.FromDays(36_500);

    /// <summary>A whole number and a unit, <c>m</c>, <c>h</c>, <c>d</c> or <c>w</c>: <c>90m</c>, <c>12h</c>, <c>30d</c>, <c>2w</c>.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        TimeSpan? unit = text.LastOrDefault() switch
        {
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            'w' => TimeSpan.FromDays(7),
            _ => null,
        };
        if (unit is null
            || !long.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count <= 0 || count > Maximum / unit.Value)
        {
            return false;
        }

        duration = unit.Value * count;
        return true;
    }

    /// <summary><c>12 ms</c>, <c>3.4 s</c>, <c>2 m 05 s</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration.TotalMilliseconds < 999.5)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, duration.TotalMilliseconds):0} ms");
        }

        if (duration.TotalSeconds < 59.95)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s");
        }

        var rounded = TimeSpan.FromSeconds(Math.Round(duration.TotalSeconds));
        return rounded.TotalHours < 1 ? $"{rounded.Minutes} m {rounded.Seconds:00} s" : $"{(int)rounded.TotalHours} h {rounded.Minutes:00} m";
    }
}
