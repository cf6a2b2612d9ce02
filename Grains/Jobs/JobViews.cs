using Warehouse.Activities;

namespace Warehouse.Jobs;

/// <summary>Jobs as callers see them.</summary>
internal static class JobViews
{
    public static Activity Activity(RunningJob job) => new()
    {
        Id = job.Id,
        Type = job.Row.Kind switch
        {
            JobKind.Materialization => "Materialized view",
            JobKind.Backfill => "Backfill",
            _ => job.Row.SourceType,
        },
        Name = job.Row.Name,
        Status = "Running",
        Rows = job.Rows,
        CreatedAt = job.Row.CreatedAt,
        LatestError = job.LatestError,
        WorkflowRunId = job.Row.WorkflowRunId,
        Origin = job.Row.Origin,
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
}
