namespace Warehouse.Warehouses;

/// <summary>The steps of the state machine. Their names are stored and shown to operators.</summary>
internal enum WarehouseWork
{
    MakeBucket,
    MakeDatabase,
    MakeIdentity,
    MakeSecrets,
    ProveLogin,

    /// <summary>Tells the projects' teams that there is a warehouse to load into.</summary>
    BeginBackfills,

    /// <summary>Takes away what a provision under another name left behind.</summary>
    RemoveRemains,

    /// <summary>Takes everything away.</summary>
    Remove,

    /// <summary>Puts the old verifier back after a reset that was not confirmed.</summary>
    UndoReset,

    /// <summary>Frees a name that was claimed for a provision that never was accepted.</summary>
    ReleaseUnusedName,
}
