using System.Text.RegularExpressions;

namespace Warehouse.ObjectStore;

/// <summary>How buckets are called: a prefix and the organization's id without hyphens, within S3's 63 characters.</summary>
internal static partial class BucketName
{
    public const string DefaultPrefix = "warehouse-";

    public static string For(Guid organizationId, string prefix = DefaultPrefix) => $"{prefix}{organizationId:N}";

    public static bool IsPrefix(string? text) => text is not null && Prefix.IsMatch(text);

    /// <summary>Stops a name that is no bucket name before it becomes a path or a URL.</summary>
    public static void ThrowIfInvalid(string bucket)
    {
        if (!Name.IsMatch(bucket))
        {
            throw new ArgumentException("Not a bucket name: 3 to 63 characters of a-z, 0-9 and hyphens between them.", nameof(bucket));
        }
    }

    // Dots are legal in S3's names, but break TLS host names and would be special in a path.
    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{1,61}[a-z0-9]\z")]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,30}\z")]
    private static partial Regex Prefix { get; }
}
