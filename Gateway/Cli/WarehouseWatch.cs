using System.Runtime.CompilerServices;
using Spectre.Console;
using Spectre.Console.Rendering;
using Warehouse.Warehouses;

namespace Warehouse.Cli;

/// <summary>What a look at a warehouse showed: the last report, and whether the cluster answered this time.</summary>
internal sealed record Observation(WarehouseReport Report, bool Answered);

/// <summary>Follows a warehouse until it is where it should be, and shows the way there.</summary>
internal static class WarehouseWatch
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    // What stands above the steps, at its longest. A picture higher than the terminal could not be redrawn in place.
    private const int RowsAboveSteps = 20;
    private const int RowsOfAStep = 2;
    private const int MaxSteps = 8;

    /// <summary>
    /// Shows <paramref name="first"/> and what follows, as a picture redrawn in place on a terminal, as a line for each change elsewhere,
    /// as a JSON object for each change with <c>--json</c>. Returns the report that ended it, or null when the warehouse is gone.
    /// </summary>
    public static async Task<WarehouseReport?> ShowAsync(
        VerbContext context, WarehouseReport first, Func<WarehouseState, bool> isEnd, CancellationToken cancellationToken)
    {
        var observations = ObserveAsync(context.Grains.Warehouse(first.Status.OrganizationId), first, cancellationToken);
        if (context.Output.IsLive)
        {
            var console = context.Output.Console;
            return await console.Live(Draw(console, new Observation(first, true))).StartAsync(live => FollowAsync(observations, isEnd, observation =>
            {
                live.UpdateTarget(Draw(console, observation));
                live.Refresh();
            }));
        }

        string? last = null;
        return await FollowAsync(observations, isEnd, observation =>
        {
            var line = context.Output.IsJson ? OperatorJson.Line(WarehouseJson.Of(observation.Report)) : WarehouseLine.Of(observation);
            if (line != last)
            {
                last = line;
                System.Console.Out.WriteLine(context.Output.IsJson ? line : $"{Tables.Time(DateTimeOffset.UtcNow)}Z  {Output.Printable(line)}");
            }
        });
    }

    /// <summary>Waits without showing anything.</summary>
    public static Task<WarehouseReport?> WaitAsync(
        VerbContext context, WarehouseReport first, Func<WarehouseState, bool> isEnd, CancellationToken cancellationToken) =>
        FollowAsync(ObserveAsync(context.Grains.Warehouse(first.Status.OrganizationId), first, cancellationToken), isEnd, _ => { });

    private static async Task<WarehouseReport?> FollowAsync(IAsyncEnumerable<Observation> observations, Func<WarehouseState, bool> isEnd, Action<Observation> show)
    {
        await foreach (var observation in observations)
        {
            show(observation);
            if (observation.Answered && isEnd(observation.Report.Status.State))
            {
                return observation.Report;
            }
        }

        return null;
    }

    // The report is answered from the grain's memory, so asking five times a second costs next to nothing.
    private static async IAsyncEnumerable<Observation> ObserveAsync(
        IWarehouseGrain warehouse, WarehouseReport first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period);
        var last = new Observation(first, true);
        do
        {
            yield return last;
            await timer.WaitForNextTickAsync(cancellationToken);
            WarehouseReport? report = null;
            var answered = true;
            try
            {
                report = await warehouse.GetReportAsync().AsTask().WaitAsync(cancellationToken);
            }
            catch (Exception exception) when (CliMessages.IsOutage(exception) && !cancellationToken.IsCancellationRequested)
            {
                answered = false;
            }

            if (answered && report is null)
            {
                yield break;
            }

            last = new Observation(report ?? last.Report, answered);
        }
        while (true);
    }

    private static IRenderable Draw(IAnsiConsole console, Observation observation)
    {
        var steps = Math.Clamp((console.Profile.Height - RowsAboveSteps) / RowsOfAStep, 1, MaxSteps);
        var picture = WarehouseView.Draw(observation.Report, DateTimeOffset.UtcNow, steps);
        return observation.Answered ? picture : new Rows(picture, new Text(WarehouseLine.NoAnswer, new Style(Color.Yellow)));
    }
}
