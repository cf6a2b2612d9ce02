using System.Net.Sockets;
using Npgsql;
using Warehouse.ObjectStore;
using Warehouse.Servers;

namespace Warehouse.Warehouses.Provisioning;

/// <summary>A step failed for a reason out of the fixed list.</summary>
internal sealed class ProvisioningException(FailureReason reason, Resource? resource = null, Exception? cause = null) : Exception(reason.Text(), cause)
{
    public FailureReason Reason { get; } = reason;

    /// <summary>The resource at fault, when it is not the one the step makes.</summary>
    public Resource? Resource { get; } = resource;

    /// <summary>The resource that a step's exception is about, when it is not the one the step makes.</summary>
    public static Resource? ResourceOf(Exception exception) => exception switch
    {
        ProvisioningException known => known.Resource,
        ServerNotConfiguredException => Provisioning.Resource.MetadataStore,
        _ => null,
    };

    /// <summary>What a step's exception means.</summary>
    public static FailureReason Classify(Exception exception) => exception switch
    {
        ProvisioningException known => known.Reason,
        ServerNotConfiguredException => FailureReason.ServerNotConfigured,
        ObjectStoreException store => store.Failure switch
        {
            ObjectStoreFailure.Unreachable => FailureReason.ObjectStoreUnreachable,
            ObjectStoreFailure.Denied => FailureReason.ObjectStoreDenied,
            ObjectStoreFailure.ForeignBucket => FailureReason.BucketTaken,
            _ => FailureReason.ObjectStoreError,
        },
        PostgresException { SqlState: var state } => state switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => FailureReason.ServerRefusedLogin,
            PostgresErrorCodes.InsufficientPrivilege => FailureReason.ServerDenied,
            PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ObjectInUse => FailureReason.ServerBusy,
            PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory => FailureReason.ServerFull,
            _ when state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("08", StringComparison.Ordinal) => FailureReason.ServerUnreachable,
            _ => FailureReason.ServerError,
        },
        OperationCanceledException or TimeoutException or NpgsqlException { InnerException: TimeoutException or OperationCanceledException } => FailureReason.TimedOut,
        NpgsqlException or SocketException => FailureReason.ServerUnreachable,
        _ => FailureReason.Unexpected,
    };
}
