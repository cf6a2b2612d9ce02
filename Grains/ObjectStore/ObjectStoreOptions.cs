using Warehouse.Settings;

namespace Warehouse.ObjectStore;

/// <summary>Where the organizations' buckets are.</summary>
[SettingsSection("Warehouse:ObjectStore")]
internal sealed class ObjectStoreOptions
{
    public const string Section = "Warehouse:ObjectStore";

    [Setting("Which store: `S3` in production, `Directory` for development and tests.")]
    public ObjectStoreKind Kind { get; set; } = ObjectStoreKind.Directory;

    [Setting(
        "Absolute path of the folder that holds the buckets. It must exist, as a missing one is taken for a file "
        + "system that is not mounted, "
        + "and all silos must see it.",
        Default = "none, needed for `Directory`")]
    public string? Path { get; set; }

    [Setting(
        "What bucket names begin with; the organization's id follows. 1 to 31 characters of `a-z 0-9 -`. Two deployments in one S3 account "
        + "need two. Never change it.")]
    public string BucketPrefix { get; set; } = BucketName.DefaultPrefix;

    /// <summary><c>S3</c> only.</summary>
    public S3Options S3 { get; set; } = new();
}
