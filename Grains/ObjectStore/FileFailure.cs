using System.ComponentModel;

namespace Warehouse.ObjectStore;

/// <summary>Maps what the file system answers to what a store can say.</summary>
internal static class FileFailure
{
    private const int NotPermitted = 1;
    private const int InputOutput = 5;
    private const int AccessDenied = 13;
    private const int NoDevice = 19;
    private const int ReadOnly = 30;

    public static ObjectStoreException From(int error, string path) => new(
        Of(error),
        $"The object store's file system refused {path}: {new Win32Exception(error).Message} (error {error}).");

    public static ObjectStoreException From(Exception exception, string what) => exception switch
    {
        ObjectStoreException already => already,
        UnauthorizedAccessException => new(ObjectStoreFailure.Denied, $"The object store's file system denies access to {what}.", exception),
        FileNotFoundException or DirectoryNotFoundException => ObjectStoreException.NotFound(what, exception),
        // On Unix the error number is what .NET puts here.
        _ => new(Of(exception.HResult), $"The object store's file system failed at {what}: {exception.Message}", exception),
    };

    private static ObjectStoreFailure Of(int error) => error switch
    {
        NotPermitted or AccessDenied or ReadOnly => ObjectStoreFailure.Denied,
        InputOutput or NoDevice => ObjectStoreFailure.Unreachable,
        // Stale handles, lost connections and timeouts of network file systems.
        >= 100 and <= 116 => ObjectStoreFailure.Unreachable,
        _ => ObjectStoreFailure.Other,
    };
}
