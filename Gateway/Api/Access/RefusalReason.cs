namespace Warehouse.Access;

/// <summary>Why a key does not open a project, as it is counted.</summary>
internal enum RefusalReason
{
    NoKey,

    /// <summary>Mistyped, unknown, revoked or expired: they look the same to whoever guesses.</summary>
    InvalidKey,
    ScopeMissing,
    ProjectNotFound,
    ProjectNotListed,
    OtherOrganization,
}
