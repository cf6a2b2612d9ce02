namespace Warehouse.ObjectStore;

/// <summary>
/// The object store could not do what was asked. The message names the bucket and the store's error code, never a secret.
/// </summary>
internal sealed class ObjectStoreException(ObjectStoreFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public ObjectStoreFailure Failure { get; } = failure;

    public static ObjectStoreException ForeignBucket(string bucket, string why, Exception? innerException = null) =>
        new(ObjectStoreFailure.ForeignBucket, $"The bucket {bucket} is not this organization's: {why}.", innerException);

    public static ObjectStoreException NotFound(string what, Exception? innerException = null) =>
        new(ObjectStoreFailure.NotFound, $"{what} is not there.", innerException);
}
