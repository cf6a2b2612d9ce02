namespace Warehouse.ObjectStore;

/// <summary>How to reach the S3 server. Configuration section <c>Warehouse:ObjectStore:S3</c>.</summary>
internal sealed class S3Options
{
    /// <summary>The server's address, as <c>https://s3.example.com</c>. Default: none, which is Amazon S3 in <see cref="Region"/>.</summary>
    public string? ServiceUrl { get; set; }

    /// <summary>The region that requests are signed for and, at Amazon, sent to. Default <c>us-east-1</c>.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Key id of the credential. Default: none, which is the AWS SDK's chain (environment, profile, web identity, instance role).</summary>
    public string? AccessKey { get; set; }

    /// <summary>Secret of the credential; together with <see cref="AccessKey"/> or not at all. Default: none.</summary>
    public string? SecretKey { get; set; }

    /// <summary>
    /// Whether the bucket is in the path of a URL (true) or in the host name (false). Default: true with a <see cref="ServiceUrl"/>, false
    /// without.
    /// </summary>
    public bool? ForcePathStyle { get; set; }

    /// <summary>When requests carry checksums and answers are checked by theirs. Default <c>WhenRequired</c>.</summary>
    public S3ChecksumMode Checksums { get; set; } = S3ChecksumMode.WhenRequired;

    /// <summary>How long one try may take to connect. Default 3 seconds.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long one try may take until the answer begins, and how long an object's content may stall while it is read. Default 5 seconds.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a failed request is tried again, with backoff, before the failure is ours to handle. 0 to 10. Default 1.</summary>
    public int Retries { get; set; } = 1;
}
