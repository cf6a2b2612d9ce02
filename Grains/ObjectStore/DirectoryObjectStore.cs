using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Warehouse.ObjectStore;

/// <summary>
/// A folder for each bucket. Keys are paths of regular files below it; links are not followed, wherever they lead. Files in the making
/// are not objects yet: names that begin with a dot or end in <c>.tmp</c> or <c>.part</c>, and files that are still being written.
/// </summary>
internal sealed class DirectoryObjectStore(IOptions<ObjectStoreOptions> options, TimeProvider time, ILogger<DirectoryObjectStore> logger) : IObjectStore
{
    private readonly string _root = options.Value.Path!;

    public Task EnsureBucketAsync(Guid organizationId, string bucket, CancellationToken cancellationToken) =>
        RunAsync(bucket, folder =>
        {
            if (folder.Exists)
            {
                folder.RequireOwner(organizationId);
            }

            folder.WriteMarker(new OwnerMarker(organizationId));
            if (folder.ReadMarker()?.OrganizationId != organizationId)
            {
                throw new ObjectStoreException(ObjectStoreFailure.Other, $"The bucket {bucket} does not give back what was written to it.");
            }

            logger.BucketReady(bucket, organizationId);
        }, cancellationToken);

    public Task DeleteBucketAsync(Guid organizationId, string bucket, CancellationToken cancellationToken) =>
        RunAsync(bucket, folder =>
        {
            if (folder.Exists)
            {
                folder.RequireOwner(organizationId);
                folder.Delete(cancellationToken);
                logger.BucketDeleted(bucket, organizationId);
            }
        }, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string bucket, string prefix, CancellationToken cancellationToken)
    {
        BucketName.ThrowIfInvalid(bucket);
        return new DirectoryListing(Path.Combine(_root, bucket), prefix, time).ReadAsync(cancellationToken);
    }

    public async Task<Stream> OpenReadAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        Stream? content = null;
        await RunAsync(bucket, folder => content = folder.OpenRead(key), cancellationToken);
        return new ObjectReadStream(content!, Timeout.InfiniteTimeSpan, exception => FileFailure.From(exception, $"{bucket}/{key}"));
    }

    // Off the caller's thread, which may be a grain's; and the caller is let go even when a network file system hangs.
    private async Task RunAsync(string bucket, Action<DirectoryBucket> work, CancellationToken cancellationToken)
    {
        BucketName.ThrowIfInvalid(bucket);
        try
        {
            await Task.Run(() => work(DirectoryBucket.Open(_root, bucket)), cancellationToken).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.From(exception, $"the bucket {bucket}");
        }
    }
}
