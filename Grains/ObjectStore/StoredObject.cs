namespace Warehouse.ObjectStore;

/// <summary>One object of a bucket.</summary>
/// <param name="Key">Its name within the bucket, with slashes.</param>
/// <param name="ETag">Opaque; differs when the content differs, and may also differ when it does not.</param>
/// <param name="Size">In bytes.</param>
/// <param name="LastModified">By the clock of the store.</param>
internal sealed record StoredObject(string Key, string ETag, long Size, DateTimeOffset LastModified);
