using System.Runtime.CompilerServices;

namespace Warehouse.ObjectStore;

/// <summary>Walks a bucket's folder in the order of keys, one folder in memory at a time.</summary>
/// <remarks>
/// Two writes within one tick of the kernel's clock leave the same change time. So a file that changed a moment ago is looked at again
/// when the tick is surely over; only then does its ETag stand for its content. A file that keeps changing is being written, and like an
/// upload to S3 it is not there before it is complete: the next listing has it.
/// </remarks>
internal sealed class DirectoryListing(string bucketFolder, string prefix, TimeProvider time)
{
    /// <summary>Far above any kernel's tick (10 ms at most), far below anyone's patience.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(200);

    /// <summary>How long one listing waits for files that keep changing, in all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private static readonly EnumerationOptions OneFolder = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden,
        IgnoreInaccessible = false,
    };

    private TimeSpan _waited;

    public async IAsyncEnumerable<StoredObject> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pending = new Stack<Entry>();
        foreach (var entry in await ReadFolderAsync(bucketFolder, "", cancellationToken))
        {
            pending.Push(entry);
        }

        while (pending.TryPop(out var entry))
        {
            if (entry.Stamp.IsFolder)
            {
                foreach (var child in await ReadFolderAsync(entry.Path, entry.Key, cancellationToken))
                {
                    pending.Push(child);
                }
            }
            else if (await SettleAsync(entry, cancellationToken) is { } file)
            {
                yield return new StoredObject(entry.Key, file.ETag, file.Size, file.Modified);
            }
        }
    }

    private static bool IsUnfinished(string name) =>
        name.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".part", StringComparison.OrdinalIgnoreCase);

    /// <summary>The entries of one folder that may lead to keys with the prefix, last key first.</summary>
    private async Task<List<Entry>> ReadFolderAsync(string folder, string keyPrefix, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => ReadFolder(folder, keyPrefix), cancellationToken).WaitAsync(cancellationToken);
        }
        catch (DirectoryNotFoundException) when (keyPrefix.Length > 0)
        {
            // Deleted while we were on the way.
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.From(exception, $"the bucket {Path.GetFileName(bucketFolder)}");
        }
    }

    private List<Entry> ReadFolder(string folder, string keyPrefix)
    {
        // The root may be gone with its mount, and an absent bucket is something else.
        DirectoryBucket.Open(Path.GetDirectoryName(bucketFolder)!, Path.GetFileName(bucketFolder));
        var entries = new List<Entry>();
        foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*", OneFolder))
        {
            var name = Path.GetFileName(path);
            var seen = time.GetUtcNow();
            if (IsUnfinished(name) || FileStamp.Read(path) is not { } stamp)
            {
                continue;
            }

            // With its slash a folder sorts where its keys do.
            var key = stamp.IsFolder ? $"{keyPrefix}{name}/" : keyPrefix + name;
            var isMatch = key.StartsWith(prefix, StringComparison.Ordinal);
            if (stamp.IsFile ? isMatch : stamp.IsFolder && (isMatch || prefix.StartsWith(key, StringComparison.Ordinal)))
            {
                entries.Add(new Entry(key, path, stamp, seen));
            }
        }

        entries.Sort((one, other) => string.CompareOrdinal(other.Key, one.Key));
        return entries;
    }

    private async Task<FileStamp?> SettleAsync(Entry entry, CancellationToken cancellationToken)
    {
        FileStamp? stamp = entry.Stamp;
        for (var seen = entry.Seen; stamp is { IsFile: true } file; stamp = FileStamp.Read(entry.Path))
        {
            // A change in the future means that the file server's clock is not ours, and then its age tells nothing. A second of doubt,
            // because the file may have changed after we looked at our clock.
            var age = seen - file.Changed;
            if (age >= Settled || age < -OneSecond)
            {
                return file;
            }

            var wait = Settled - age;
            _waited += wait;
            if (_waited > Patience)
            {
                return null;
            }

            await Task.Delay(wait, time, cancellationToken);
            seen = time.GetUtcNow();
        }

        return null;
    }

    private sealed record Entry(string Key, string Path, FileStamp Stamp, DateTimeOffset Seen);
}
