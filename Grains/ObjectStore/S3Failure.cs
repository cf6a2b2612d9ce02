using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Warehouse.ObjectStore;

/// <summary>Maps what the SDK throws to what a store can say. Messages carry the server's error code and not its text.</summary>
internal static class S3Failure
{
    public const string NoSuchBucket = nameof(NoSuchBucket);
    public const string NoSuchKey = nameof(NoSuchKey);
    public const string NoSuchUpload = nameof(NoSuchUpload);
    public const string NotImplemented = nameof(NotImplemented);
    public const string BucketAlreadyExists = nameof(BucketAlreadyExists);
    public const string BucketAlreadyOwnedByYou = nameof(BucketAlreadyOwnedByYou);
    public const string BucketNotEmpty = nameof(BucketNotEmpty);

    /// <summary>Whether the server's own word for it was this one.</summary>
    public static bool Says(this ObjectStoreException exception, string code) =>
        exception.InnerException is AmazonS3Exception refusal && CodeOf(refusal) == code;

    public static ObjectStoreException From(Exception exception, string what) => exception switch
    {
        AmazonS3Exception refusal when CodeOf(refusal) == BucketAlreadyExists =>
            ObjectStoreException.ForeignBucket(what, "another account has a bucket of that name", refusal),
        AmazonS3Exception refusal when CodeOf(refusal) is NoSuchBucket or NoSuchKey => ObjectStoreException.NotFound(what, refusal),
        AmazonS3Exception { StatusCode: not 0 } refusal => new(
            Of(refusal),
            $"The object store refused a request about {what}: {CodeOf(refusal)} (HTTP {(int)refusal.StatusCode}).",
            refusal),
        AmazonUnmarshallingException => new(
            ObjectStoreFailure.Other, $"The object store's answer about {what} is not S3's; is the address right?", exception),
        HttpRequestException or IOException or TimeoutException or OperationCanceledException or AmazonServiceException => new(
            ObjectStoreFailure.Unreachable, $"The object store does not answer a request about {what}.", exception),
        AmazonClientException => new(
            ObjectStoreFailure.Denied, $"There are no credentials for the object store, to ask it about {what}.", exception),
        _ => new(ObjectStoreFailure.Other, $"A request to the object store about {what} failed: {exception.GetType().Name}.", exception),
    };

    private static ObjectStoreFailure Of(AmazonS3Exception refusal) => (CodeOf(refusal), refusal.StatusCode) switch
    {
        // Some servers answer 400 where Amazon answers 403, and Amazon does so for expired tokens.
        ("AccessDenied" or "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "ExpiredToken" or "InvalidToken", _) =>
            ObjectStoreFailure.Denied,
        (_, HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) => ObjectStoreFailure.Denied,
        ("SlowDown" or "RequestTimeout", _) => ObjectStoreFailure.Unreachable,
        (_, HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout) => ObjectStoreFailure.Unreachable,
        (_, HttpStatusCode.NotImplemented) => ObjectStoreFailure.Other,
        (_, >= HttpStatusCode.InternalServerError) => ObjectStoreFailure.Unreachable,
        _ => ObjectStoreFailure.Other,
    };

    // A batch is answered with 200 and a list; the first entry stands for all.
    private static string CodeOf(AmazonS3Exception refusal) =>
        (refusal as DeleteObjectsException)?.Response?.DeleteErrors is [var first, ..] ? first.Code : refusal.ErrorCode ?? "no code";
}
