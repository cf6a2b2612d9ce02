namespace Warehouse.ObjectStore;

internal enum ObjectStoreKind
{
    /// <summary>A folder for each bucket, on a file system that every silo sees.</summary>
    Directory,

    /// <summary>Amazon S3, or any server that speaks its protocol.</summary>
    S3,
}
