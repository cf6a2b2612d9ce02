namespace Warehouse.ObjectStore;

/// <summary>One bucket of a <see cref="DirectoryObjectStore"/>: what may be done to its folder, in blocking calls.</summary>
internal sealed class DirectoryBucket
{
    private readonly string _name;
    private readonly string _path;

    private DirectoryBucket(string root, string name) => (_name, _path) = (name, Path.Combine(root, name));

    public bool Exists => FileStamp.Read(_path) is not null;

    private string MarkerFolder => Path.Combine(_path, OwnerMarker.Folder);

    public static DirectoryBucket Open(string root, string name)
    {
        // The root itself may be a link, an operator's; and making it where it is missing would fill the disk below an absent mount.
        if (!Directory.Exists(root))
        {
            throw new ObjectStoreException(ObjectStoreFailure.Unreachable, $"The object store's folder {root} is not there.");
        }

        var bucket = new DirectoryBucket(root, name);
        return FileStamp.Read(bucket._path) is null or { IsFolder: true }
            ? bucket
            : throw ObjectStoreException.ForeignBucket(name, "its name is taken by something that is no folder");
    }

    public OwnerMarker? ReadMarker() => Find(OwnerMarker.Key) switch
    {
        null => null,
        (_, { Size: > OwnerMarker.MaxSize }) => new OwnerMarker(Guid.Empty),
        var (path, _) => OwnerMarker.Parse(File.ReadAllBytes(path)),
    };

    public void RequireOwner(Guid organizationId)
    {
        var wasEmpty = IsEmpty();
        OwnerMarker.Require(organizationId, _name, wasEmpty, ReadMarker());
    }

    public void WriteMarker(OwnerMarker marker)
    {
        AtomicFile.CreateFolder(_path);
        AtomicFile.CreateFolder(MarkerFolder);
        AtomicFile.Write(Path.Combine(MarkerFolder, OwnerMarker.FileName), marker.ToJson());
    }

    /// <summary>The marker goes last, so that what a crash leaves is known as ours. .NET deletes links, not what they lead to.</summary>
    public void Delete(CancellationToken cancellationToken)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(_path).Where(entry => Path.GetFileName(entry) != OwnerMarker.Folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Delete(entry);
        }

        Delete(MarkerFolder);
        Directory.Delete(_path);
    }

    public FileStream OpenRead(string key) => Find(key) is var (path, _)
        ? new FileStream(path, new FileStreamOptions
        {
            Options = FileOptions.SequentialScan,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 128 * 1024,
        })
        : throw ObjectStoreException.NotFound($"The object {_name}/{key}");

    /// <summary>The regular file behind a key, reached through real folders only. Null where there is none, or no such key could be.</summary>
    private (string Path, FileStamp Stamp)? Find(string key)
    {
        var path = _path;
        FileStamp? stamp = FileStamp.Read(path);
        foreach (var segment in key.Split('/'))
        {
            if (segment is "" or "." or ".." || segment.Contains('\0') || stamp is not { IsFolder: true })
            {
                return null;
            }

            path = Path.Combine(path, segment);
            stamp = FileStamp.Read(path);
        }

        return stamp is { IsFile: true } file ? (path, file) : null;
    }

    /// <summary>Whether nothing is here but what a crash of ours may have left.</summary>
    private bool IsEmpty() => Directory.EnumerateFileSystemEntries(_path).All(entry =>
        Path.GetFileName(entry) == OwnerMarker.Folder
        && FileStamp.Read(entry) is { IsFolder: true }
        && Directory.EnumerateFileSystemEntries(entry).All(file => file.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal)));

    private static void Delete(string entry)
    {
        switch (FileStamp.Read(entry))
        {
            case null:
                return;
            case { IsFolder: true }:
                Directory.Delete(entry, recursive: true);
                return;
            default:
                File.Delete(entry);
                return;
        }
    }
}
