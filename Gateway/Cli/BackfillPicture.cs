using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Warehouse.Backfills;

namespace Warehouse.Cli;

/// <summary>A backfill as people see it.</summary>
internal static class BackfillPicture
{
    public static IRenderable Draw(BackfillReport report, int maxPartitions)
    {
        var table = Tables.New("PARTITION", "STATE", "ROWS", "FILES", "SIZE", "NOTE");
        foreach (var partition in report.Partitions.Take(maxPartitions))
        {
            table.AddRow(
                new Text($"{partition.Dataset} {partition.Partition}"),
                new Text(OperatorJson.Word(partition.State), new Style(ColorOf(partition.State))),
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
