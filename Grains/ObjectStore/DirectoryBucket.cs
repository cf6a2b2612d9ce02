using System.Security.Cryptography;

namespace Warehouse.ObjectStore;

/// <summary>One bucket of a <see cref="DirectoryObjectStore"/>: what may be done to its folder, in blocking calls.</summary>
internal sealed class DirectoryBucket
{
    private const string TemporarySuffix = ".tmp";
    private static readonly string[] Unfinished = [TemporarySuffix, ".part"];

    private static readonly EnumerationOptions AllFiles = new()
    {
        RecurseSubdirectories = true,
        // On Unix, links and names that begin with a dot.
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden,
        IgnoreInaccessible = false,
    };

    private readonly string _name;
    private readonly string _path;

    private DirectoryBucket(string root, string name) => (_name, _path) = (name, Path.Combine(root, name));

    public bool Exists => IsFolder(_path);

    private string MarkerFolder => Path.Combine(_path, OwnerMarker.Folder);

    public static DirectoryBucket Open(string root, string name)
    {
        // Making the root where it is missing would fill the disk below an absent mount.
        if (!Directory.Exists(root))
        {
            throw new ObjectStoreException(ObjectStoreFailure.Unreachable, $"The object store's folder {root} is not there.");
        }

        var bucket = new DirectoryBucket(root, name);
        return bucket.Exists || !Path.Exists(bucket._path)
            ? bucket
            : throw ObjectStoreException.ForeignBucket(name, "its name is taken by something that is no folder");
    }

    public OwnerMarker? ReadMarker() => Find(OwnerMarker.Key) switch
    {
        null => null,
        { Length: > OwnerMarker.MaxSize } => new OwnerMarker(Guid.Empty),
        var file => OwnerMarker.Parse(File.ReadAllBytes(file.FullName)),
    };

    /// <summary>Stops unless the bucket is the organization's, or is not there or empty.</summary>
    public void RequireOwner(Guid organizationId)
    {
        var wasEmpty = IsEmpty();
        OwnerMarker.Require(organizationId, _name, wasEmpty, ReadMarker());
    }

    public void WriteMarker(OwnerMarker marker)
    {
        Directory.CreateDirectory(MarkerFolder);

        // Under a name of its own first: two silos may be at it at once, and a reader finds all of it or nothing.
        var path = Path.Combine(MarkerFolder, OwnerMarker.FileName);
        var temporary = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}{TemporarySuffix}";
        File.WriteAllBytes(temporary, marker.ToJson());
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The marker goes last, so that what a crash leaves is known as ours. .NET deletes links, not what they lead to.</summary>
    public void Delete(CancellationToken cancellationToken)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(_path).Where(entry => Path.GetFileName(entry) != OwnerMarker.Folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsFolder(entry))
            {
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }

        if (IsFolder(MarkerFolder))
        {
            Directory.Delete(MarkerFolder, recursive: true);
        }

        Directory.Delete(_path);
    }

    /// <summary>In the order of keys. A file's ETag is its size and the time it was last written: no content is read to make it.</summary>
    public IReadOnlyList<StoredObject> List(string prefix) =>
    [
        .. new DirectoryInfo(_path).EnumerateFiles("*", AllFiles)
            .Select(file => (Key: Path.GetRelativePath(_path, file.FullName), File: file))
            .Where(found => found.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Where(found => !Unfinished.Any(suffix => found.Key.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(found => found.Key, StringComparer.Ordinal)
            .Select(found => new StoredObject(
                found.Key, $"{found.File.Length:x}-{found.File.LastWriteTimeUtc.Ticks:x}", found.File.Length, found.File.LastWriteTimeUtc)),
    ];

    public FileStream OpenRead(string key) => Find(key) is { } file
        ? new FileStream(file.FullName, new FileStreamOptions
        {
            Options = FileOptions.SequentialScan,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 128 * 1024,
        })
        : throw ObjectStoreException.NotFound($"The object {_name}/{key}");

    /// <summary>The file behind a key, reached through real folders only. Null where there is none, or no such key could be.</summary>
    private FileInfo? Find(string key)
    {
        var path = _path;
        foreach (var segment in key.Split('/'))
        {
            if (segment is "" or "." or ".." || segment.Contains('\0') || !IsFolder(path))
            {
                return null;
            }

            path = Path.Combine(path, segment);
        }

        return new FileInfo(path) is { Exists: true, LinkTarget: null } file ? file : null;
    }

    /// <summary>Whether nothing is here but what a crash of ours may have left.</summary>
    private bool IsEmpty() => !Exists || Directory.EnumerateFileSystemEntries(_path).All(entry =>
        Path.GetFileName(entry) == OwnerMarker.Folder
        && IsFolder(entry)
        && Directory.EnumerateFileSystemEntries(entry).All(file => file.EndsWith(TemporarySuffix, StringComparison.Ordinal)));

    private static bool IsFolder(string path) => new DirectoryInfo(path) is { Exists: true, LinkTarget: null };
}
