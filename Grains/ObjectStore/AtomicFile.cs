using System.Security.Cryptography;

namespace Warehouse.ObjectStore;

/// <summary>Writes a small file so that it is either there with all its content, also after a power cut, or as it was before.</summary>
internal static class AtomicFile
{
    public const string TemporarySuffix = ".tmp";

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        // A name of its own for each writer: two silos may be at it at once.
        var temporary = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}{TemporarySuffix}";
        using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(temporary, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes a folder's own entry last, not only what is in it.</summary>
    public static void CreateFolder(string path)
    {
        Directory.CreateDirectory(path);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    private static void SyncFolder(string path)
    {
        const int NotOffered = 22; // EINVAL, from file systems that have no such thing
        if (Libc.SyncFolder(path) is not (0 or NotOffered) and var error)
        {
            throw FileFailure.From(error, path);
        }
    }
}
