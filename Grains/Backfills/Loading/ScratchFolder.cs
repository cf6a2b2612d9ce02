using System.IO.Compression;
using Warehouse.ObjectStore;

namespace Warehouse.Backfills.Loading;

/// <summary>A folder of one load's own, gone with it, and in it the file that is read at the moment, under a name we chose.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private const int BufferSize = 1 << 17;
    private const int AskForRoomEvery = 64 << 20;

    private const string NamePrefix = "warehouse-load-";
    private const string LockName = "in-use";

    /// <summary>Far longer than a folder is without its lock while it is made.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    private readonly long _maxFileSize;
    private readonly long _keepFree;
    private readonly FileStream _lock;

    public ScratchFolder(BackfillLoadingOptions options)
    {
        _maxFileSize = options.MaxFileSize;
        _keepFree = options.KeepFree;
        Directory.CreateDirectory(options.ScratchFolder);
        Sweep(options.ScratchFolder);
        Path = System.IO.Path.Combine(System.IO.Path.GetFullPath(options.ScratchFolder), $"{NamePrefix}{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _lock = new FileStream(System.IO.Path.Combine(Path, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
    }

    public string Path { get; }

    /// <summary>
    /// Puts an object here, unpacked: the reader would take the end of a truncated gzip for the end of the file.
    /// </summary>
    /// <returns>The file's path.</returns>
    public async Task<string> PutAsync(
        IObjectStore store, string bucket, PartitionFile file, FileFormat format, bool isPacked, LoadProgress progress,
        CancellationToken cancellationToken)
    {
        var path = System.IO.Path.Combine(Path, $"file.{format}");
        await using var target = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, BufferSize, FileOptions.Asynchronous);
        await using var source = await OpenAsync(store, bucket, file, cancellationToken);
        try
        {
            if (isPacked)
            {
                // Notices a missing end with System.IO.Compression.UseStrictValidation, which Directory.Build.props switches on.
                await using var unpacked = new GZipStream(source, CompressionMode.Decompress);
                await CopyAsync(unpacked, target, file, progress, cancellationToken);
            }
            else
            {
                await CopyAsync(source, target, file, progress, cancellationToken);
            }
        }
        catch (InvalidDataException exception)
        {
            await RequireUnchangedAsync(store, bucket, file, cancellationToken);
            throw new BackfillException(file.Key, null, "not a complete gzip file: truncated or damaged", innerException: exception);
        }

        await RequireUnchangedAsync(store, bucket, file, cancellationToken);
        if (!isPacked && target.Length != file.Size)
        {
            throw Changed(file);
        }

        return target.Length > 0 ? path : throw new BackfillException(file.Key, null, "the file is empty");
    }

    public void Dispose()
    {
        _lock.Dispose();
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody tidied up.
        }
    }

    /// <summary>Removes what silos left that were killed. A folder whose load lives is locked.</summary>
    private static void Sweep(string scratchFolder)
    {
        foreach (var folder in Directory.EnumerateDirectories(scratchFolder, NamePrefix + "*"))
        {
            try
            {
                if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > Settled)
                {
                    new FileStream(System.IO.Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None).Dispose();
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // In use, another user's, or swept by somebody else.
            }
        }
    }

    private static async Task<Stream> OpenAsync(IObjectStore store, string bucket, PartitionFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await store.OpenReadAsync(bucket, file.Key, cancellationToken);
        }
        catch (ObjectStoreException exception) when (exception.Failure == ObjectStoreFailure.NotFound)
        {
            throw Changed(file, exception);
        }
    }

    // Asked after the file was read: a change before or meanwhile shows all the same.
    private static async Task RequireUnchangedAsync(IObjectStore store, string bucket, PartitionFile file, CancellationToken cancellationToken)
    {
        await foreach (var found in store.ListAsync(bucket, file.Key, cancellationToken))
        {
            if (found.Key == file.Key && found.ETag == file.ETag)
            {
                return;
            }

            break;
        }

        throw Changed(file);
    }

    private static BackfillException Changed(PartitionFile file, Exception? innerException = null) =>
        new(file.Key, null, "changed while loading", BackfillFailure.ChangedWhileLoading, innerException);

    private async Task CopyAsync(
        Stream source, FileStream target, PartitionFile file, LoadProgress progress, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        var untilRoomIsAsked = 0L;
        while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var length)
        {
            if (target.Position + length > _maxFileSize)
            {
                throw new BackfillException(file.Key, null, $"larger than {_maxFileSize} bytes: split it");
            }

            if (target.Position >= untilRoomIsAsked)
            {
                RequireRoom();
                untilRoomIsAsked = target.Position + AskForRoomEvery;
            }

            await target.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
            progress.AddBytes(length);
        }

        await target.FlushAsync(cancellationToken);
    }

    private void RequireRoom()
    {
        if (new DriveInfo(Path).AvailableFreeSpace < _keepFree + AskForRoomEvery)
        {
            throw new BackfillException(null, null, "the silo has no room to unpack it; trying again", BackfillFailure.NoRoom);
        }
    }
}
