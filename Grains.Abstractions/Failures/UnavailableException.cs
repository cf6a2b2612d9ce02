namespace Warehouse.Failures;

/// <summary>
/// The cluster or its database is out of reach, or a write's outcome is unknown. Trying again is safe. The message is a plain sentence
/// that may be shown to anyone; what really happened is in the silo's log.
/// </summary>
[GenerateSerializer, Alias("warehouse.UnavailableException")]
public sealed class UnavailableException : Exception
{
    public UnavailableException()
        : this("The service is temporarily unavailable.")
    {
    }

    public UnavailableException(string message)
        : base(message)
    {
    }

    public UnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
