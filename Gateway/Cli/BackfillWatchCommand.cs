using System.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;
using Warehouse.Backfills;

namespace Warehouse.Cli;

/// <summary><c>backfill watch</c>: ends when nothing is left to load but what has failed for good.</summary>
internal static class BackfillWatchCommand
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(300);
    private const int RowsAround = 12;

    public static Command Create()
    {
        var project = Inputs.ProjectArgument();
        var command = new Command("watch", "Follows a project's backfill until it is over; with --json one object for each change. Exit code 1 when partitions failed.") { project };
        command.SetVerb(async (context, cancellationToken) =>
        {
            var projectId = context.Parsed.GetValue(project);
            var first = await context.Grains.Team(projectId).GetBackfillAsync();
            if (first.TableSuffix is null)
            {
                return await BackfillCommands.RefuseDisabledAsync(context.Grains, projectId);
            }

            var last = context.Output.IsLive
                ? await DrawAsync(context, projectId, first, cancellationToken)
                : await WriteLinesAsync(context, projectId, first, cancellationToken);
            if (last.IsCancelled)
            {
                return Answer.Refuse($"The backfill is cancelled; `backfill rescan {projectId}` lets it go on.");
            }

            return last.PartitionsFailed > 0 ? Answer.Refuse($"{last.PartitionsFailed} partitions failed; see `backfill status {projectId}`.") : Answer.Shown;
        });
        return command;
    }

    private static bool IsOver(BackfillReport report) =>
        report.IsCancelled || report is { ListedAt: not null, Problem: null } && report.PartitionsDone + report.Partitions.Count(partition => partition is { State: PartitionState.Failed, NextTryAt: null }) == report.PartitionsTotal;

    private static async Task<BackfillReport> DrawAsync(VerbContext context, long projectId, BackfillReport first, CancellationToken cancellationToken)
    {
        var console = context.Output.Console;
        return await console.Live(Bars(console, first)).StartAsync(live => FollowAsync(context, projectId, first, report =>
        {
            live.UpdateTarget(Bars(console, report));
            live.Refresh();
        }, cancellationToken));
    }

    private static Task<BackfillReport> WriteLinesAsync(VerbContext context, long projectId, BackfillReport first, CancellationToken cancellationToken)
    {
        string? last = null;
        return FollowAsync(context, projectId, first, report =>
        {
            var line = context.Output.IsJson
                ? OperatorJson.Line(BackfillJson.Of(report))
                : $"{report.PartitionsDone}/{report.PartitionsTotal} partitions, {report.PartitionsFailed} failed, {BackfillView.Number(report.Rows)} rows, {BackfillView.Number((long)report.RowsPerSecond)} rows/s";
            if (line != last)
            {
                last = line;
                System.Console.Out.WriteLine(line);
            }
        }, cancellationToken);
    }

    private static async Task<BackfillReport> FollowAsync(
        VerbContext context, long projectId, BackfillReport report, Action<BackfillReport> show, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period);
        while (true)
        {
            show(report);
            if (IsOver(report))
            {
                return report;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
            try
            {
                report = await context.Grains.Team(projectId).GetBackfillAsync().AsTask().WaitAsync(cancellationToken);
            }
            catch (Exception exception) when (CliMessages.IsOutage(exception) && !cancellationToken.IsCancellationRequested)
            {
                // The cluster does not answer; it is asked again.
            }
        }
    }

    private static Rows Bars(IAnsiConsole console, BackfillReport report)
    {
        var chart = new BreakdownChart()
            .Width(Math.Clamp(console.Profile.Width - 4, 20, 72))
            .AddItem("done", report.PartitionsDone, Color.Green)
            .AddItem("failed", report.PartitionsFailed, Color.Red)
            .AddItem("to do", report.PartitionsTotal - report.PartitionsDone - report.PartitionsFailed, Color.Grey);
        IRenderable bar = report.PartitionsTotal > 0 ? chart : new Text("Looking at the bucket…");
        return new Rows(bar, BackfillView.Draw(report, Math.Max(1, console.Profile.Height - RowsAround)));
    }
}
