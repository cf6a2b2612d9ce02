using System.Diagnostics;
using System.Globalization;

namespace Warehouse;

/// <summary>Ways to do a thing, each measured once a round, so that what else the machine does hits all of them alike.</summary>
internal sealed class Rounds(int count, TimeSpan length)
{
    private readonly List<(string Name, Func<CancellationToken, Task<long>> Run, List<double> Rates)> _ways = [];

    /// <summary><paramref name="run"/> works until it is told to stop and returns how often it did.</summary>
    public void Add(string name, Func<CancellationToken, Task<long>> run) => _ways.Add((name, run, []));

    /// <summary>Measures and prints a line for each way: median, lowest, highest, and how it compares with the first.</summary>
    public async Task RunAsync(string unit)
    {
        for (var round = 0; round <= count; round++)
        {
            foreach (var (name, run, rates) in _ways)
            {
                using var stop = new CancellationTokenSource();
                var watch = Stopwatch.StartNew();
                stop.CancelAfter(length);
                var done = await run(stop.Token);

                // The first round warms up.
                if (round > 0)
                {
                    rates.Add(done / watch.Elapsed.TotalSeconds);
                }
            }
        }

        var first = Median(_ways[0].Rates);
        Console.WriteLine($"{unit,-56} {"median",10} {"lowest",10} {"highest",10} {"ratio",7}");
        foreach (var (name, _, rates) in _ways)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name,-56} {Median(rates),10:N0} {rates.Min(),10:N0} {rates.Max(),10:N0} "
                    + $"{Median(rates) / first,7:0.0}"));
        }
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
