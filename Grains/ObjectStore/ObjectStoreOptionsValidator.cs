using Microsoft.Extensions.Options;

namespace Warehouse.ObjectStore;

/// <summary>
/// Says at startup, in one line, what is wrong with the section. Whether the store answers is not asked: it may come later.
/// </summary>
internal sealed class ObjectStoreOptionsValidator : IValidateOptions<ObjectStoreOptions>
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, ObjectStoreOptions options) =>
        (Common(options) ?? (options.Kind == ObjectStoreKind.S3 ? S3(options.S3) : Folder(options))) is var (setting, problem)
            ? ValidateOptionsResult.Fail($"{ObjectStoreOptions.Section}:{setting} {problem}")
            : ValidateOptionsResult.Success;

    private static (string Setting, string Problem)? Common(ObjectStoreOptions options)
    {
        if (!Enum.IsDefined(options.Kind))
        {
            return ("Kind", "must be Directory or S3.");
        }

        return BucketName.IsPrefix(options.BucketPrefix)
            ? null
            : ("BucketPrefix", "must be 1 to 31 characters of a-z, 0-9 and hyphens, the first no hyphen.");
    }

    private static (string, string)? Folder(ObjectStoreOptions options) =>
        System.IO.Path.IsPathFullyQualified(options.Path ?? "")
            ? null
            : ("Path", "must be the absolute path of the folder that holds the buckets.");

    private static (string, string)? S3(S3Options options)
    {
        if (options.ServiceUrl is not null
            && !(Uri.TryCreate(options.ServiceUrl, UriKind.Absolute, out var url)
                && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Query.Length == 0))
        {
            // The value is not repeated: it may have a password in it.
            return ("S3:ServiceUrl", "must be an http or https address without credentials.");
        }

        if (string.IsNullOrWhiteSpace(options.Region))
        {
            return ("S3:Region", "must not be empty; us-east-1 does for most compatible servers.");
        }

        if (string.IsNullOrEmpty(options.AccessKey) != string.IsNullOrEmpty(options.SecretKey))
        {
            return ("S3", "must have both AccessKey and SecretKey, or neither for the AWS SDK's own credentials.");
        }

        if (!Enum.IsDefined(options.Checksums))
        {
            return ("S3:Checksums", "must be WhenRequired or WhenSupported.");
        }

        if (!IsTimeout(options.ConnectTimeout) || !IsTimeout(options.RequestTimeout))
        {
            return ("S3", "must have a ConnectTimeout and a RequestTimeout above 0 and up to 5 minutes.");
        }

        return options.Retries is >= 0 and <= 10 ? null : ("S3:Retries", "must be 0 to 10.");
    }

    private static bool IsTimeout(TimeSpan value) => value > TimeSpan.Zero && value <= LongestTimeout;
}
