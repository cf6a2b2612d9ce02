namespace Warehouse.Jobs;

/// <summary>What became of a change to sources, tables, acknowledgements or billing periods.</summary>
[GenerateSerializer, Alias("warehouse.LedgerOutcome")]
public enum LedgerOutcome
{
    Done = 0,

    /// <summary>It is so already.</summary>
    Unchanged = 1,

    /// <summary>No such project, or no such organization, is registered.</summary>
    UnknownOwner = 2,

    /// <summary>No such source or table is registered with the project.</summary>
    Unknown = 3,

    /// <summary>Fewer rows than were acknowledged before, and not marked as a correction.</summary>
    NotMonotonic = 4,

    /// <summary>Another project of the organization has the table.</summary>
    Conflict = 5,

    /// <summary>The values make no sense: a period that ends before it begins, negative rows, an empty name.</summary>
    Invalid = 6,
}
