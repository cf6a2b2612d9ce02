using Microsoft.Extensions.Logging;

namespace Warehouse.ObjectStore;

internal static partial class ObjectStoreLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Bucket {Bucket} of organization {OrganizationId} is ready")]
    public static partial void BucketReady(this ILogger logger, string bucket, Guid organizationId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Bucket {Bucket} of organization {OrganizationId} is deleted with all it held")]
    public static partial void BucketDeleted(this ILogger logger, string bucket, Guid organizationId);
}
