namespace Warehouse.Jobs;

/// <summary>A report on its way; <paramref name="Version"/> tells whether the job has moved on meanwhile.</summary>
internal sealed record PendingReport(ReportedJob Job, JobProgress Progress, int Version);
