using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Warehouse.ObjectStore;

/// <summary>
/// The SDK's client with our limits on it: no call hangs, and what a call throws is an <see cref="ObjectStoreException"/>.
/// </summary>
internal sealed class S3Connection(S3Options options) : IDisposable
{
    private readonly AmazonS3Client _client = CreateClient(options);

    // The SDK's timeout ends where an answer begins. This one also ends an answer that never does, and the wait for credentials.
    private readonly TimeSpan _longestCall = 2 * (options.Retries + 1) * options.RequestTimeout;

    /// <param name="what">What is asked for, for the message: a bucket, or a bucket and a key.</param>
    public async Task<T> CallAsync<T>(string what, Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_longestCall);
        try
        {
            return await call(_client, limit.Token);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw S3Failure.From(exception, what);
        }
    }

    public void Dispose() => _client.Dispose();

    private static AmazonS3Client CreateClient(S3Options options)
    {
        var required = options.Checksums == S3ChecksumMode.WhenRequired;
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.ForcePathStyle ?? options.ServiceUrl is not null,
            ConnectTimeout = options.ConnectTimeout,
            Timeout = options.RequestTimeout,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.Retries,
            RequestChecksumCalculation = required ? RequestChecksumCalculation.WHEN_REQUIRED : RequestChecksumCalculation.WHEN_SUPPORTED,
            ResponseChecksumValidation = required ? ResponseChecksumValidation.WHEN_REQUIRED : ResponseChecksumValidation.WHEN_SUPPORTED,
            DisableLogging = true,
        };
        if (options.ServiceUrl is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }
        else
        {
            config.ServiceURL = options.ServiceUrl;
            config.AuthenticationRegion = options.Region;
        }

        return string.IsNullOrEmpty(options.AccessKey)
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }
}
