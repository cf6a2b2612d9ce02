namespace Warehouse.ObjectStore;

/// <summary>Where the organizations' buckets are. Configuration section <c>Warehouse:ObjectStore</c>.</summary>
internal sealed class ObjectStoreOptions
{
    public const string Section = "Warehouse:ObjectStore";

    /// <summary>Which store: <c>Directory</c> (default) or <c>S3</c>.</summary>
    public ObjectStoreKind Kind { get; set; } = ObjectStoreKind.Directory;

    /// <summary>
    /// <c>Directory</c> only, and needed there: the absolute path of the folder that holds the bucket folders. It must exist already: a
    /// missing one is taken for a file system that is not mounted. No default.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>
    /// What bucket names begin with; the organization's id follows. At most 31 characters of <c>a-z 0-9 -</c>. Two deployments in one S3
    /// account need two prefixes. Must never change once a bucket exists. Default <c>warehouse-</c>.
    /// </summary>
    public string BucketPrefix { get; set; } = BucketName.DefaultPrefix;

    /// <summary><c>S3</c> only.</summary>
    public S3Options S3 { get; set; } = new();
}
