using Warehouse.Activities;

namespace Warehouse.Jobs;

/// <summary>Jobs as callers see them.</summary>
internal static class JobViews
{
    public static Activity Activity(RunningJob job) => new()
    {
        Id = job.Id,
        Type = TypeOf(job.Row),
        Name = job.Row.Name,
        Status = "Running",
        Rows = job.Rows,
        CreatedAt = job.Row.CreatedAt,
        LatestError = job.LatestError,
        WorkflowRunId = job.Row.WorkflowRunId,
        Origin = job.Row.Origin,
    };

    public static Activity Finished(JobRow row) => new()
    {
        Id = row.Id,
        Type = TypeOf(row),
        Name = row.Name,
        // PostHog's words; it has none for a job that nobody closed.
        Status = row.Status switch { JobStatus.Completed => "Completed", JobStatus.Cancelled => "Cancelled", _ => "Failed" },
        Rows = row.Rows,
        CreatedAt = row.CreatedAt,
        FinishedAt = row.FinishedAt,
        LatestError = row.LatestError,
        WorkflowRunId = row.WorkflowRunId,
        Origin = row.Origin,
    };

    public static Job Job(JobRow row) => new()
    {
        Id = row.Id,
        Kind = row.Kind,
        Status = row.Status,
        Rows = row.Rows,
        Billable = row.Billable,
        SourceId = row.SourceId,
        SourceType = row.SourceType,
        Name = row.Name,
        WorkflowRunId = row.WorkflowRunId,
        Origin = row.Origin,
        CreatedAt = row.CreatedAt,
        ReportedAt = row.ReportedAt,
        FinishedAt = row.FinishedAt,
        LatestError = row.LatestError,
    };

    private static string? TypeOf(JobRow row) => row.Kind switch
    {
        JobKind.Materialization => "Materialized view",
        JobKind.Backfill => "Backfill",
        _ => row.SourceType,
    };
}
