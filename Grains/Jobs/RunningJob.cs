namespace Warehouse.Jobs;

/// <summary>A running job in memory: its row as it was read, and what was reported since.</summary>
internal sealed class RunningJob(JobRow row)
{
    public JobRow Row => row;

    public Guid Id => row.Id;

    public long Rows { get; set; } = row.Rows;

    public DateTimeOffset ReportedAt { get; set; } = row.ReportedAt;

    public string? LatestError { get; set; } = row.LatestError;

    /// <summary>When the table last had a sign of life of it.</summary>
    public DateTimeOffset WrittenAt { get; set; } = row.ReportedAt;

    /// <summary>True while its end is being written: nothing may change it meanwhile.</summary>
    public bool IsClosing { get; set; }

    public JobRow Current => row with { Rows = Rows, ReportedAt = ReportedAt, LatestError = LatestError };
}
