namespace Warehouse.Jobs;

/// <summary>Where a job stands. Every status but <see cref="Running"/> is final.</summary>
[GenerateSerializer, Alias("warehouse.JobStatus")]
public enum JobStatus
{
    Running = 0,
    Completed = 1,
    Failed = 2,
    Cancelled = 3,

    /// <summary>Nobody had reported for too long, and it was closed.</summary>
    Stale = 4,
}
