using System.Text.RegularExpressions;

namespace Warehouse.Telemetry;

/// <summary>What <c>/metrics</c> answered, in Prometheus' text format.</summary>
internal sealed partial class Scrape(string text)
{
    public string Text { get; } = text;

    /// <summary>Each series by its metric's name and its labels, the buckets of a histogram taken for one.</summary>
    public IReadOnlySet<string> Series { get; } = text.Split('\n')
        .Where(line => line.Length > 0 && !line.StartsWith('#'))
        .Select(
            line => Bucket().Replace(
                line[..(line.LastIndexOf('}') is var end and >= 0 ? end + 1 : line.IndexOf(' ', StringComparison.Ordinal))], ""))
        .ToHashSet();

    public static async Task<Scrape> OfAsync(string operationsUrl)
    {
        using var http = new HttpClient();
        return new Scrape(await http.GetStringAsync(new Uri(operationsUrl + "/metrics")));
    }

    /// <summary>The labels of all series of a metric.</summary>
    public IEnumerable<string> LabelsOf(string metric) => Series
        .Where(series => series.StartsWith(metric, StringComparison.Ordinal))
        .SelectMany(series => Label().Matches(series).Select(match => match.Groups[1].Value))
        .Distinct();

    public double? Value(string metric, params string[] labels) => Text.Split('\n')
        .Where(
            line => line.StartsWith(metric + "{", StringComparison.Ordinal) && labels.All(
                label => line.Contains(label, StringComparison.Ordinal)))
        .Select(
            line => (double?)double.Parse(
                line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0],
                System.Globalization.CultureInfo.InvariantCulture))
        .Sum();

    [GeneratedRegex("""(?:^|[{,])([a-z_A-Z0-9]+)=""")]
    private static partial Regex Label();

    [GeneratedRegex("""_bucket|_sum|_count|,?le="[^"]*" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Bucket();
}
