namespace Warehouse.Jobs;

/// <summary>What a job does.</summary>
[GenerateSerializer, Alias("warehouse.JobKind")]
public enum JobKind
{
    /// <summary>Brings rows from a source into the warehouse. Counts for billing when it is billable.</summary>
    Import = 0,

    /// <summary>Builds a materialized view. Counted apart, never for billing.</summary>
    Materialization = 1,

    /// <summary>Loads a project's history. The warehouse's own: no service may report one. Never counted.</summary>
    Backfill = 2,
}
