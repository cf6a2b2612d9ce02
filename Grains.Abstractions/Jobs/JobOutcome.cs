namespace Warehouse.Jobs;

/// <summary>What became of a call about a job. With anything but <see cref="Done"/>, it has changed nothing.</summary>
[GenerateSerializer, Alias("warehouse.JobOutcome")]
public enum JobOutcome
{
    Done = 0,

    /// <summary>The ledger says so already: the call was a repetition.</summary>
    Unchanged = 1,

    /// <summary>No such project is registered.</summary>
    UnknownProject = 2,

    /// <summary>No job with this id was ever started.</summary>
    UnknownJob = 3,

    /// <summary>The job belongs to another project.</summary>
    ForeignProject = 4,

    /// <summary>Too late: the job has completed, failed, been cancelled or been closed as stale.</summary>
    AlreadyFinished = 5,

    /// <summary>Fewer rows than were reported before. Harmless for a report that was overtaken by a later one.</summary>
    NotMonotonic = 6,

    /// <summary>A job with this id stands already and is a different one.</summary>
    Conflict = 7,

    /// <summary>The project has as many running jobs as it may have.</summary>
    TooManyRunning = 8,

    /// <summary>Backfills are the warehouse's own and cannot be reported from outside.</summary>
    ReservedKind = 9,

    /// <summary>The call makes no sense: rows below 0 or above <see cref="JobLimits.MaxRows"/>, an import without a source, a time out of bounds.</summary>
    Invalid = 10,
}
