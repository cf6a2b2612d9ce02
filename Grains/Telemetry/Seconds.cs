using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Warehouse.Telemetry;

/// <summary>Histograms of durations, in seconds, with the bounds that suit what is measured.</summary>
internal static class Seconds
{
    /// <summary>From a millisecond to five seconds: answers.</summary>
    public static readonly IReadOnlyList<double> OfAnswers = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

    /// <summary>From five milliseconds to two minutes, the default limit of a step.</summary>
    public static readonly IReadOnlyList<double> OfSteps = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

    /// <summary>From a tenth of a second to two hours.</summary>
    public static readonly IReadOnlyList<double> OfLoads = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 1800, 3600, 7200];

    public static Histogram<double> CreateSeconds(this Meter meter, string name, IReadOnlyList<double> bounds, string description) =>
        meter.CreateHistogram(name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });

    public static void RecordSince(this Histogram<double> histogram, long start, params ReadOnlySpan<KeyValuePair<string, object?>> labels) =>
        histogram.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, labels);
}
