using Warehouse.Settings;

namespace Warehouse.ObjectStore;

/// <summary>How to reach the S3 server.</summary>
[SettingsSection("Warehouse:ObjectStore:S3")]
internal sealed class S3Options
{
    [Setting("`http(s)://host[:port]` of a compatible server.", Default = "Amazon S3")]
    public string? ServiceUrl { get; set; }

    [Setting("For signatures; at Amazon also where buckets are made.")]
    public string Region { get; set; } = "us-east-1";

    [Setting(
        "Key id of the credential, with the next one or not at all. The chain reads `AWS_ACCESS_KEY_ID`, profiles, web identity and the "
        + "instance's role.",
        Default = "the AWS SDK's chain")]
    public string? AccessKey { get; set; }

    [Setting("Its secret.", Default = "the AWS SDK's chain", IsSecret = true)]
    public string? SecretKey { get; set; }

    [Setting("Whether the bucket is in the path of a URL or in the host name.", Default = "true with a `ServiceUrl`")]
    public bool? ForcePathStyle { get; set; }

    [Setting("When requests carry checksums and answers are checked by theirs. Many compatible servers refuse `WhenSupported`.")]
    public S3ChecksumMode Checksums { get; set; } = S3ChecksumMode.WhenRequired;

    [Setting("For one try to connect; up to 5 minutes.")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    [Setting("For one try until its answer begins, and for a stall while an object is read; up to 5 minutes.")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    [Setting("Further tries of a failed request, 0 to 10.", Unit = "tries")]
    public int Retries { get; set; } = 1;
}
