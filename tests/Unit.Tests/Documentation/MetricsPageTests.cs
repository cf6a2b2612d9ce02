using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Warehouse.Access;
using Warehouse.Jobs;
using Warehouse.Telemetry;

namespace Warehouse.Documentation;

/// <summary>docs/metrics.md has every instrument there is, with its unit and kind, and none that there is not.</summary>
public sealed class MetricsPageTests
{
    private static readonly string[] Rows =
    [
        .. File.ReadAllLines(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/metrics.md"))
            .TakeWhile(line => line != "## Traces")
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)),
    ];

    [Fact]
    public void Our_instruments_are_those_on_the_page()
    {
        var instruments = Instruments();
        Assert.True(instruments.Count >= 12);
        Assert.Equal(
            instruments.Select(instrument => instrument.Name).Order(StringComparer.Ordinal),
            Rows.Select(Name).Where(name => name.StartsWith("warehouse.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(instruments, instrument =>
        {
            var row = Rows.Single(row => Name(row) == instrument.Name);
            Assert.True(
                row.Contains($"| {KindOf(instrument)} |", StringComparison.Ordinal), $"{instrument.Name} is a {KindOf(instrument)}: {row}");
            Assert.True(
                row.Contains($"| {instrument.Unit!.Trim('{', '}')} |", StringComparison.Ordinal),
                $"{instrument.Name} is in {instrument.Unit}: {row}");
        });
    }

    [Fact]
    public void What_is_exported_of_the_libraries_is_on_the_page_with_its_labels()
    {
        Assert.Equal(
            ExportedMetrics.Libraries.Keys.Order(StringComparer.Ordinal),
            Rows.Select(Name).Where(name => !name.StartsWith("warehouse.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(ExportedMetrics.Libraries, entry => Assert.All(
            entry.Value, label => Assert.Contains($"`{label.Replace('.', '_')}`", Rows.Single(row => Name(row) == entry.Key), StringComparison.Ordinal)));
    }

    private static string Name(string row) => row.Split('`')[1];

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "UpDownCounter" => "gauge",
        "Histogram" => "histogram",
        var other => throw new InvalidOperationException($"{instrument.Name} is a {other}, which no row has yet."),
    };

    /// <summary>Makes every class of instruments there is, and listens to what they publish.</summary>
    private static List<Instrument> Instruments()
    {
        using var meters = new TestMeters();
        var published = new Dictionary<string, Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == Labels.Meter)
                {
                    published[instrument.Name] = instrument;
                }
            },
        };
        listener.Start();
        var classes = new[] { typeof(JobMetrics).Assembly, typeof(AccessMetrics).Assembly, typeof(ApiKey).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetConstructor([typeof(IMeterFactory)]) is not null);
        foreach (var type in classes)
        {
            Activator.CreateInstance(type, meters);
        }

        return [.. published.Values];
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
