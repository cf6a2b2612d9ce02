namespace Warehouse.ObjectStore;

internal enum ObjectStoreFailure
{
    /// <summary>Anything not named below; the message has the store's own error code.</summary>
    Other,

    /// <summary>The store does not answer, answers too late, or asks us to slow down. Trying again later is the cure.</summary>
    Unreachable,

    /// <summary>The store knows us not, or forbids what we asked for.</summary>
    Denied,

    /// <summary>The bucket stands and is not this organization's.</summary>
    ForeignBucket,

    /// <summary>The bucket or the object is not there. Only listing and reading say this.</summary>
    NotFound,
}
