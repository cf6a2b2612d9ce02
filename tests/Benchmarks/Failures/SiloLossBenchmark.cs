using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using Warehouse.Local;
using Warehouse.Operations;

namespace Warehouse.Failures;

/// <summary>
/// <c>silo-loss</c>: two silos and a gateway under an even load of reads; one silo is told to stop, and in the next round killed. What
/// clients see: failed requests, the longest request, and how long requests were slow or failed.
/// </summary>
internal static class SiloLossBenchmark
{
    private static readonly string[] Reads = ["running_activity", "total_rows_stats", "completed_activity"];
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(20);

    // Slower than this, or failed, counts as disturbed.
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(500);

    public static Command Command()
    {
        var perSecond = new Option<int>("--requests-per-second") { DefaultValueFactory = _ => 200 };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var projects = new Option<int>("--projects") { DefaultValueFactory = _ => 20 };
        var command = new Command("silo-loss", "What clients see when one of two silos stops or is killed.")
        {
            perSecond,
            rounds,
            projects,
        };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(perSecond), parsed.GetValue(rounds), parsed.GetValue(projects)));
        return command;
    }

    private static async Task RunAsync(int perSecond, int rounds, int projectCount)
    {
        await using var warehouse = await BenchmarkWarehouse.StartAsync();
        (string Name, Func<LocalProcess, Task> End)[] ways =
        [
            ("SIGTERM", silo => silo.StopAsync(TimeSpan.FromSeconds(60))), ("SIGKILL", silo => silo.KillAsync()),
        ];
        var results = ways.ToDictionary(way => way.Name, _ => new List<Result>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, end) in ways)
            {
                var silo = await warehouse.Deployment.AddSiloAsync();

                // New ones, so that about half of them come to live on the silo that is to go.
                var projects = await warehouse.AddProjectsAsync(projectCount);
                results[name].Add(await MeasureAsync(warehouse, projects, perSecond, () => end(silo)));
            }
        }

        Console.WriteLine(
            $"{"two silos, one ends by",-24} {"requests",10} {"failed",8} {"longest, s",11} {"disturbed, s",13}   (medians of {rounds})");
        foreach (var (name, found) in results)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-24} {Rounds.Median(found.Select(result => (double)result.Requests)),10:N0} "
                + $"{Rounds.Median(found.Select(result => (double)result.Failed)),8:N0} "
                + $"{Rounds.Median(found.Select(result => result.Longest)),11:0.00} "
                + $"{Rounds.Median(found.Select(result => result.Disturbed)),13:0.00}"));
        }
    }

    private static async Task<Result> MeasureAsync(
        BenchmarkWarehouse warehouse, IReadOnlyList<long> projects, int perSecond, Func<Task> end)
    {
        await using var load = RequestLoad.Start(warehouse.Deployment.Http, perSecond, number => new HttpRequestMessage(
            HttpMethod.Get,
            $"/api/projects/{projects[number % projects.Count]}/data_warehouse/{Reads[number / projects.Count % Reads.Length]}")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", warehouse.Key) },
        });
        await Task.Delay(Before);
        var at = load.Elapsed;
        await end();
        await Task.Delay(After);
        var sent = (await load.StopAsync()).Where(request => request.SentAt + request.Took >= at).ToList();
        var disturbed = sent.Where(request => request.Failed || request.Took > Slow).ToList();
        return new Result(
            sent.Count,
            sent.Count(request => request.Failed),
            sent.Max(request => request.Took).TotalSeconds,
            disturbed.Count == 0 ? 0 : (disturbed.Max(request => request.SentAt) - disturbed.Min(request => request.SentAt)).TotalSeconds);
    }

    private sealed record Result(int Requests, int Failed, double Longest, double Disturbed);
}
