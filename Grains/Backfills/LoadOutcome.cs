namespace Warehouse.Backfills;

/// <summary>How the load of a partition ended, as it is counted.</summary>
internal enum LoadOutcome
{
    Done,

    /// <summary>The files are at fault, and trying again does not help.</summary>
    Failed,

    /// <summary>It is tried again.</summary>
    Retried,
    Cancelled,
}
