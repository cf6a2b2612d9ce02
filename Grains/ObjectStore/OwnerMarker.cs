using System.Text.Json;
using System.Text.Json.Serialization;

namespace Warehouse.ObjectStore;

/// <summary>
/// The object that says whose bucket it is. It is the first to be written and the last to be deleted, so a bucket with objects and
/// without a marker is never ours, at whatever moment we died.
/// </summary>
internal sealed record OwnerMarker([property: JsonPropertyName("organization_id")] Guid OrganizationId)
{
    public const string Folder = ".warehouse";
    public const string FileName = "owner";
    public const string Key = $"{Folder}/{FileName}";

    /// <summary>More than any marker of ours takes, in bytes; larger is somebody else's and not worth reading.</summary>
    public const int MaxSize = 1024;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>A marker that is not ours to understand names nobody, which no organization is.</summary>
    public static OwnerMarker Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<OwnerMarker>(json) ?? new(Guid.Empty);
        }
        catch (JsonException)
        {
            return new(Guid.Empty);
        }
    }

    /// <summary>Stops unless the bucket is the organization's, or is empty and waits for its marker.</summary>
    /// <param name="wasEmpty">
    /// To be asked before the marker is read: the other way round, a marker that another silo writes between the two looks would be taken
    /// for an object in a bucket without a marker.
    /// </param>
    public static void Require(Guid organizationId, string bucket, bool wasEmpty, OwnerMarker? found)
    {
        if (found is null ? !wasEmpty : found.OrganizationId != organizationId)
        {
            throw ObjectStoreException.ForeignBucket(bucket, found is null ? "it has objects and no marker" : "its marker names another");
        }
    }
}
