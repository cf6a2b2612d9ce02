using Warehouse.Backfills;

namespace Warehouse.Cli;

/// <summary>A backfill as scripts see it.</summary>
internal static class BackfillJson
{
    public static object Of(BackfillReport report) => new
    {
        report.ProjectId,
        report.TableSuffix,
        report.PartitionsTotal,
        report.PartitionsDone,
        report.PartitionsFailed,
        report.Rows,
        RowsPerSecond = Math.Round(report.RowsPerSecond),
        SecondsLeft = report.TimeLeft is { } left ? Math.Round(left.TotalSeconds) : (double?)null,
        report.ListedAt,
        report.Problem,
        report.IgnoredFiles,
        report.IsCancelled,
        Partitions = report.Partitions.Select(partition => new
        {
            partition.Dataset,
            partition.Partition,
            State = OperatorJson.Word(partition.State),
            partition.Rows,
            partition.RowsExpected,
            partition.Files,
            partition.Bytes,
            partition.Error,
            partition.Failures,
            partition.NextTryAt,
            partition.UnknownColumns,
        }),
    };
}
