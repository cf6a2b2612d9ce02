using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Warehouse.ObjectStore;

/// <summary>
/// A folder for each bucket, for development and tests. Keys are paths of files below it; links are not followed, wherever they lead.
/// Files in the making are not objects yet: names that begin with a dot or end in <c>.tmp</c> or <c>.part</c>.
/// </summary>
internal sealed class DirectoryObjectStore(IOptions<ObjectStoreOptions> options, ILogger<DirectoryObjectStore> logger) : IObjectStore
{
    private readonly string _root = options.Value.Path!;

    public Task EnsureBucketAsync(Guid organizationId, string bucket, CancellationToken cancellationToken) =>
        RunAsync(bucket, folder =>
        {
            folder.RequireOwner(organizationId);
            folder.WriteMarker(new OwnerMarker(organizationId));
            if (folder.ReadMarker()?.OrganizationId != organizationId)
            {
                throw new ObjectStoreException(ObjectStoreFailure.Other, $"The bucket {bucket} does not give back what was written to it.");
            }

            logger.BucketReady(bucket, organizationId);
            return true;
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

            return true;
        }, cancellationToken);

    public async IAsyncEnumerable<StoredObject> ListAsync(
        string bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var found in await RunAsync(bucket, folder => folder.List(prefix), cancellationToken))
        {
            yield return found;
        }
    }

    public async Task<Stream> OpenReadAsync(string bucket, string key, CancellationToken cancellationToken) => new ObjectReadStream(
        await RunAsync(bucket, folder => folder.OpenRead(key), cancellationToken),
        Timeout.InfiniteTimeSpan,
        exception => FailureOf(exception, $"{bucket}/{key}"));

    // Off the caller's thread, which may be a grain's.
    private async Task<T> RunAsync<T>(string bucket, Func<DirectoryBucket, T> work, CancellationToken cancellationToken)
    {
        BucketName.ThrowIfInvalid(bucket);
        try
        {
            return await Task.Run(() => work(DirectoryBucket.Open(_root, bucket)), cancellationToken).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FailureOf(exception, $"the bucket {bucket}");
        }
    }

    private static ObjectStoreException FailureOf(Exception exception, string what) => exception switch
    {
        ObjectStoreException already => already,
        UnauthorizedAccessException =>
            new(ObjectStoreFailure.Denied, $"The object store's file system denies access to {what}.", exception),
        FileNotFoundException or DirectoryNotFoundException => ObjectStoreException.NotFound(what, exception),
        _ => new(ObjectStoreFailure.Other, $"The object store's file system failed at {what}: {exception.Message}", exception),
    };
}
