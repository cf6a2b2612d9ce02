namespace Warehouse.Warehouses;

/// <summary>Why a step failed: the whole list. Stored by name; what people read is <see cref="FailureReasons.Text"/>.</summary>
internal enum FailureReason
{
    Unexpected = 0,
    ServerUnreachable,
    ServerRefusedLogin,
    ServerDenied,
    ServerBusy,
    ServerFull,
    ServerError,
    ServerNotConfigured,
    NameStandsOnServer,
    NotIsolated,
    LoginFailed,
    ObjectStoreUnreachable,
    ObjectStoreDenied,
    ObjectStoreError,
    BucketTaken,
    TimedOut,
}

/// <summary>What the reasons mean.</summary>
internal static class FailureReasons
{
    /// <summary>A sentence for the customer: no secret, no host, no raw error text.</summary>
    public static string Text(this FailureReason reason) => reason switch
    {
        FailureReason.ServerUnreachable => "The warehouse server cannot be reached; retrying",
        FailureReason.ServerRefusedLogin => "The warehouse server refused the provisioner's login; retrying",
        FailureReason.ServerDenied => "The provisioner lacks a privilege on the warehouse server; retrying",
        FailureReason.ServerBusy => "The warehouse server has no free connection or lock; retrying",
        FailureReason.ServerFull => "The warehouse server has run out of space; retrying",
        FailureReason.ServerError => "The warehouse server reported an error; retrying",
        FailureReason.ServerNotConfigured => "The warehouse server of this organization is not configured; retrying",
        FailureReason.NameStandsOnServer => "A database or login of this name stands on the warehouse server already",
        FailureReason.NotIsolated => "The warehouse server lets tenant logins connect to other databases; an operator has to revoke that",
        FailureReason.LoginFailed => "The test login to the new warehouse failed; retrying",
        FailureReason.ObjectStoreUnreachable => "The object store cannot be reached; retrying",
        FailureReason.ObjectStoreDenied => "The object store denied access; retrying",
        FailureReason.ObjectStoreError => "The object store reported an error; retrying",
        FailureReason.BucketTaken => "The organization's bucket belongs to somebody else",
        FailureReason.TimedOut => "A provisioning step took too long; retrying",
        _ => "An unexpected error occurred; retrying",
    };

    /// <summary>True when trying again at once may well help; otherwise the warehouse is failed right away.</summary>
    public static bool IsTransient(this FailureReason reason) => reason is
        FailureReason.ServerUnreachable or FailureReason.ServerBusy or FailureReason.ServerError or FailureReason.LoginFailed
        or FailureReason.ObjectStoreUnreachable or FailureReason.ObjectStoreError or FailureReason.TimedOut or FailureReason.Unexpected;
}
