using Amazon.S3.Model;

namespace Warehouse.ObjectStore;

/// <summary>
/// Takes a bucket of ours apart, the marker after everything else, so that it can be begun again after any crash: what is left either has
/// the marker or is empty.
/// </summary>
internal sealed class S3BucketEraser(S3Connection s3, string bucket)
{
    /// <summary>S3 takes a thousand at once; a quarter of it lets a slow server answer within one request's timeout.</summary>
    private const int BatchSize = 250;

    /// <summary>Somebody may still write while we delete, but not for ever.</summary>
    private const int Rounds = 3;

    public async Task EraseAsync(CancellationToken cancellationToken)
    {
        await AbortUploadsAsync(cancellationToken);
        for (var round = 1; ; round++)
        {
            await DeleteObjectsAsync(cancellationToken);
            try
            {
                await s3.CallAsync(
                    bucket,
                    (client, token) => client.DeleteBucketAsync(new DeleteBucketRequest { BucketName = bucket }, token),
                    cancellationToken);
                return;
            }
            catch (ObjectStoreException exception) when (exception.Says(S3Failure.BucketNotEmpty) && round < Rounds)
            {
                // Not every server knows versions, so they are looked for only where something unseen holds the bucket.
                await DeleteVersionsAsync(cancellationToken);
            }
        }
    }

    private async Task DeleteObjectsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await s3.CallAsync(
                bucket,
                (client, token) => client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, MaxKeys = BatchSize }, token),
                cancellationToken);
            if (page.S3Objects is not { Count: > 0 } found)
            {
                return;
            }

            var keys = found.Select(one => one.Key).Where(key => key != OwnerMarker.Key).DefaultIfEmpty(OwnerMarker.Key);
            await DeleteAsync(keys.Select(key => new KeyVersion { Key = key }), cancellationToken);
        }
    }

    private async Task DeleteVersionsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await s3.CallAsync(
                bucket,
                (client, token) => client.ListVersionsAsync(new ListVersionsRequest { BucketName = bucket, MaxKeys = BatchSize }, token),
                cancellationToken);
            if (page.Versions is not { Count: > 0 } versions)
            {
                return;
            }

            await DeleteAsync(
                versions.Select(version => new KeyVersion { Key = version.Key, VersionId = version.VersionId }), cancellationToken);
        }
    }

    private async Task DeleteAsync(IEnumerable<KeyVersion> objects, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectsRequest { BucketName = bucket, Objects = [.. objects], Quiet = true };
        await s3.CallAsync(bucket, (client, token) => client.DeleteObjectsAsync(request, token), cancellationToken);
    }

    private async Task AbortUploadsAsync(CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = bucket, MaxUploads = BatchSize };
        while (true)
        {
            ListMultipartUploadsResponse page;
            try
            {
                page = await s3.CallAsync(bucket, (client, token) => client.ListMultipartUploadsAsync(request, token), cancellationToken);
            }
            catch (ObjectStoreException exception) when (exception.Says(S3Failure.NotImplemented))
            {
                return;
            }

            foreach (var upload in page.MultipartUploads ?? [])
            {
                await AbortAsync(upload, cancellationToken);
            }

            if (page.IsTruncated != true || page.NextKeyMarker is null)
            {
                return;
            }

            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
    }

    private async Task AbortAsync(MultipartUpload upload, CancellationToken cancellationToken)
    {
        var request = new AbortMultipartUploadRequest { BucketName = bucket, Key = upload.Key, UploadId = upload.UploadId };
        try
        {
            await s3.CallAsync(bucket, (client, token) => client.AbortMultipartUploadAsync(request, token), cancellationToken);
        }
        catch (ObjectStoreException exception) when (exception.Says(S3Failure.NoSuchUpload))
        {
            // Finished or aborted by its owner in the meantime.
        }
    }
}
