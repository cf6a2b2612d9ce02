namespace Warehouse.Backfills.Loading;

/// <summary>Why a partition was not loaded, as far as it matters for what to do next.</summary>
internal enum BackfillFailure
{
    /// <summary>The file is wrong. It stays so until somebody replaces it.</summary>
    BadInput,

    /// <summary>A file is not the one that was listed: list again.</summary>
    ChangedWhileLoading,

    /// <summary>A later listing has been loaded already: nothing to do.</summary>
    Superseded,

    /// <summary>The table's name is taken by something of the customer's, or the schema <c>public</c> is not ours to use.</summary>
    TableTaken,

    /// <summary>The table is not there, because the customer has just dropped it: set the tables up again.</summary>
    TableMissing,

    /// <summary>Something in the warehouse held a lock for too long: try again later.</summary>
    Busy,

    /// <summary>Nothing moved for too long: try again later.</summary>
    Stalled,

    /// <summary>The silo's scratch folder has no room: try again later.</summary>
    NoRoom,

    /// <summary>It was called off.</summary>
    NotWanted,
}
