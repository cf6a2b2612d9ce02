using Warehouse.Jobs;

namespace Warehouse.Cli;

/// <summary>A job in the verbs' JSON.</summary>
internal sealed record JobJson(
    Guid Id,
    JobKind Kind,
    JobStatus Status,
    long Rows,
    bool Billable,
    Guid? SourceId,
    string? SourceType,
    string? Name,
    string? WorkflowRunId,
    string? Origin,
    DateTimeOffset CreatedAt,
    DateTimeOffset ReportedAt,
    DateTimeOffset? FinishedAt,
    string? LatestError)
{
    public static JobJson Of(Job job) => new(
        job.Id, job.Kind, job.Status, job.Rows, job.Billable, job.SourceId, job.SourceType, job.Name, job.WorkflowRunId, job.Origin,
        job.CreatedAt, job.ReportedAt, job.FinishedAt, job.LatestError);
}
