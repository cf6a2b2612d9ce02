using System.Data.Common;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;
using Orleans.Serialization;
using Orleans.Storage;
using Polly.Timeout;
using Warehouse.Failures;

namespace Warehouse.Resilience;

/// <summary>Tells the cluster or its database being out of reach from a bug.</summary>
public static class Outage
{
    /// <summary>True when trying again may help.</summary>
    public static bool Is(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (IsOne(exception))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOne(Exception exception) => exception switch
    {
        UnavailableException or TimeoutException or TimeoutRejectedException => true,
        OrleansMessageRejectionException or SiloUnavailableException or ConnectionFailedException => true,
        ClientNotAvailableException or GatewayTooBusyException => true,

        // Another writer won, or a write's outcome is unknown: the grain starts over from storage.
        InconsistentStateException => true,

        // A grain that could not read its state fails to activate with the database's own exception, which no grain filter sees.
        DbException => true,
        UnavailableExceptionFallbackException unknown => unknown.ExceptionType?.Contains("Npgsql", StringComparison.Ordinal) == true,
        _ => false,
    };
}
