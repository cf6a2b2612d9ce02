using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Warehouse.Backfills;

namespace Warehouse.Cli;

/// <summary>A backfill as people see it.</summary>
internal static class BackfillView
{
    public static IRenderable Draw(BackfillReport report, int maxPartitions)
    {
        var table = Tables.New("PARTITION", "STATE", "PROGRESS", "ROWS", "FILES", "SIZE", "NOTE");
        foreach (var partition in report.Partitions.Take(maxPartitions))
        {
            table.AddRow(
                new Text($"{partition.Dataset} {partition.Partition}"),
                new Text(OperatorJson.Word(partition.State), new Style(ColorOf(partition.State))),
                new Text(Bar(partition), new Style(ColorOf(partition.State))),
                new Text(Number(partition.Rows)),
                new Text($"{partition.Files}"),
                new Text(Size(partition.Bytes)),
                new Text(Output.Printable(NoteOf(partition))));
        }

        var rows = new List<IRenderable> { Fields(report), Text.Empty };
        rows.Add(report.Partitions.Count == 0 ? new Text("No partitions in the bucket.") : table);
        if (report.Partitions.Count > maxPartitions)
        {
            rows.Add(new Text($"and {report.Partitions.Count - maxPartitions} more"));
        }

        return new Rows(rows);
    }

    public static Grid Fields(BackfillReport report)
    {
        var fields = new List<(string, string)>
        {
            ("Project", $"{report.ProjectId}"),
            ("Tables", $"events_{report.TableSuffix}, persons_{report.TableSuffix}"),
            ("Partitions", $"{report.PartitionsDone} of {report.PartitionsTotal} done{(report.PartitionsFailed > 0 ? $", {report.PartitionsFailed} failed" : "")}"),
            ("Rows", Number(report.Rows)),
        };
        if (report.RowsPerSecond > 0)
        {
            fields.Add(("Rate", $"{Number((long)report.RowsPerSecond)} rows/s{(report.TimeLeft is { } left ? $", about {left:h\\:mm\\:ss} left" : "")}"));
        }

        if (report.IsCancelled)
        {
            fields.Add(("Cancelled", $"nothing is loaded until `backfill rescan {report.ProjectId}`"));
        }

        if (report.Problem is not null)
        {
            fields.Add(("Problem", report.Problem));
        }

        if (report.IgnoredFiles.Count > 0)
        {
            fields.Add(("Ignored", string.Join(", ", report.IgnoredFiles)));
        }

        return Tables.Fields([.. fields]);
    }

    /// <summary>How much of a partition is loaded, as far as can be told: how many rows its files have is an estimate.</summary>
    private static string Bar(PartitionReport partition)
    {
        const int Width = 10;
        var part = partition switch
        {
            { State: PartitionState.Done } => 1,
            // What is estimated is not done before it is done.
            { State: PartitionState.Running, RowsExpected: > 0 and var expected } => Math.Min(0.99, (double)partition.Rows / expected),
            _ => 0,
        };
        var filled = (int)(part * Width);
        var percent = partition is { State: PartitionState.Running, RowsExpected: null } ? "  ?" : string.Create(CultureInfo.InvariantCulture, $"{(int)(part * 100),3}%");
        return $"{new string('█', filled)}{new string('░', Width - filled)} {percent}";
    }

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F1} KiB"),
        < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024:F1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024 / 1024:F1} GiB"),
    };

    private static string NoteOf(PartitionReport partition) => partition switch
    {
        { Error: { } error } => error,
        { UnknownColumns: { Count: > 0 } unknown } => $"not loaded: {string.Join(", ", unknown)}",
        _ => "",
    };

    private static Color ColorOf(PartitionState state) => state switch
    {
        PartitionState.Done => Color.Green,
        PartitionState.Failed => Color.Red,
        PartitionState.Running => Color.Yellow,
        _ => Color.Default,
    };
}
