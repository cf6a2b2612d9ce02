using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Warehouse.ObjectStore;

/// <summary>Buckets of Amazon S3 or of a server that speaks its protocol.</summary>
internal sealed class S3ObjectStore(IOptions<ObjectStoreOptions> options, ILogger<S3ObjectStore> logger) : IObjectStore, IDisposable
{
    private readonly S3Options _options = options.Value.S3;
    private readonly S3Connection _s3 = new(options.Value.S3);

    public async Task EnsureBucketAsync(Guid organizationId, string bucket, CancellationToken cancellationToken)
    {
        BucketName.ThrowIfInvalid(bucket);

        // Asked first and every time, because only the server knows whose bucket it is: bucket names are shared with the whole world, and
        // a stranger who made this one before us could have left anything in it, our marker too.
        await CreateAsync(bucket, cancellationToken);
        await RequireOwnerAsync(organizationId, bucket, cancellationToken);
        await WriteMarkerAsync(bucket, new OwnerMarker(organizationId), cancellationToken);
        if ((await ReadMarkerAsync(bucket, cancellationToken))?.OrganizationId != organizationId)
        {
            throw new ObjectStoreException(ObjectStoreFailure.Other, $"The bucket {bucket} does not give back what was written to it.");
        }

        logger.BucketReady(bucket, organizationId);
    }

    public async Task DeleteBucketAsync(Guid organizationId, string bucket, CancellationToken cancellationToken)
    {
        BucketName.ThrowIfInvalid(bucket);
        try
        {
            await RequireOwnerAsync(organizationId, bucket, cancellationToken);
            await new S3BucketEraser(_s3, bucket).EraseAsync(cancellationToken);
            logger.BucketDeleted(bucket, organizationId);
        }
        catch (ObjectStoreException exception) when (exception.Says(S3Failure.NoSuchBucket))
        {
            // Deleted before, or by another silo under our hands.
        }
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(
        string bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        BucketName.ThrowIfInvalid(bucket);
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix };
        do
        {
            var page = await _s3.CallAsync(bucket, (client, token) => client.ListObjectsV2Async(request, token), cancellationToken);
            foreach (var found in page.S3Objects ?? [])
            {
                // Keys that end in a slash are how consoles draw folders.
                if (found.Key != OwnerMarker.Key && !found.Key.EndsWith('/'))
                {
                    var modified = (found.LastModified ?? DateTime.UnixEpoch).ToUniversalTime();
                    yield return new StoredObject(found.Key, found.ETag.Trim('"'), found.Size ?? 0, modified);
                }
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    public async Task<Stream> OpenReadAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        BucketName.ThrowIfInvalid(bucket);
        var what = $"{bucket}/{key}";
        var request = new GetObjectRequest { BucketName = bucket, Key = key };
        var response = await _s3.CallAsync(what, (client, token) => client.GetObjectAsync(request, token), cancellationToken);
        return new ObjectReadStream(response.ResponseStream, _options.RequestTimeout, exception => S3Failure.From(exception, what));
    }

    public void Dispose() => _s3.Dispose();

    private async Task CreateAsync(string bucket, CancellationToken cancellationToken)
    {
        // Amazon wants the region named in the request; other servers know where they are, and some refuse the name.
        var request = new PutBucketRequest { BucketName = bucket, UseClientRegion = _options.ServiceUrl is null };
        try
        {
            await _s3.CallAsync(bucket, (client, token) => client.PutBucketAsync(request, token), cancellationToken);
        }
        catch (ObjectStoreException exception) when (exception.Says(S3Failure.BucketAlreadyOwnedByYou))
        {
            // Amazon in us-east-1 and some others answer 200 instead.
        }
    }

    private async Task RequireOwnerAsync(Guid organizationId, string bucket, CancellationToken cancellationToken)
    {
        var wasEmpty = await IsEmptyAsync(bucket, cancellationToken);
        OwnerMarker.Require(organizationId, bucket, wasEmpty, await ReadMarkerAsync(bucket, cancellationToken));
    }

    private async Task<bool> IsEmptyAsync(string bucket, CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, MaxKeys = 1 };
        var page = await _s3.CallAsync(bucket, (client, token) => client.ListObjectsV2Async(request, token), cancellationToken);
        return page.S3Objects is not { Count: > 0 };
    }

    private Task<PutObjectResponse> WriteMarkerAsync(string bucket, OwnerMarker marker, CancellationToken cancellationToken) =>
        _s3.CallAsync(
            bucket,
            (client, token) => client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = bucket,
                    Key = OwnerMarker.Key,
                    ContentType = "application/json",
                    InputStream = new MemoryStream(marker.ToJson()),
                    // Signed in one piece: not every server takes the SDK's chunks.
                    UseChunkEncoding = false,
                },
                token),
            cancellationToken);

    private Task<OwnerMarker?> ReadMarkerAsync(string bucket, CancellationToken cancellationToken) => _s3.CallAsync(
        bucket,
        async (client, token) =>
        {
            try
            {
                var request = new GetObjectRequest { BucketName = bucket, Key = OwnerMarker.Key };
                using var response = await client.GetObjectAsync(request, token);
                if (response.ContentLength > OwnerMarker.MaxSize)
                {
                    return new OwnerMarker(Guid.Empty);
                }

                using var content = new MemoryStream();
                await response.ResponseStream.CopyToAsync(content, token);
                return OwnerMarker.Parse(content.ToArray());
            }
            catch (Amazon.S3.AmazonS3Exception exception) when (exception.ErrorCode == S3Failure.NoSuchKey)
            {
                return null;
            }
        },
        cancellationToken);
}
