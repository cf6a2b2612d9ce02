namespace Warehouse.ObjectStore;

/// <summary>
/// Where organizations put their history before it is loaded: one bucket each. Every method may be repeated after it failed, was
/// cancelled or died half-way. What goes wrong in the store is an <see cref="ObjectStoreException"/>, also while a stream is read.
/// </summary>
internal interface IObjectStore
{
    /// <summary>
    /// Makes the organization's bucket. When it returns, the bucket stands, carries our marker with this organization's id, and an object
    /// written to it could be read back. A bucket that is somebody else's is a <see cref="ObjectStoreFailure.ForeignBucket"/> and is left
    /// as it was; an empty one of ours without a marker is what a crash leaves behind, and is completed.
    /// </summary>
    Task EnsureBucketAsync(Guid organizationId, string bucket, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the bucket with all it holds, versions and unfinished uploads included. No bucket is success. One that carries another
    /// organization's marker, or objects and no marker, is a <see cref="ObjectStoreFailure.ForeignBucket"/> and is left as it was.
    /// </summary>
    Task DeleteBucketAsync(Guid organizationId, string bucket, CancellationToken cancellationToken);

    /// <summary>
    /// The bucket's objects whose key begins with <paramref name="prefix"/>, in the order of their keys, read page by page. Our own marker
    /// is not among them.
    /// </summary>
    IAsyncEnumerable<StoredObject> ListAsync(string bucket, string prefix, CancellationToken cancellationToken);

    /// <summary>Opens one object to be read once, from beginning to end, without holding it in memory. The caller disposes it.</summary>
    Task<Stream> OpenReadAsync(string bucket, string key, CancellationToken cancellationToken);
}
