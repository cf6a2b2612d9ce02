using System.Runtime.InteropServices;

namespace Warehouse.ObjectStore;

/// <summary>What .NET does not offer: a file's inode and change time, and a folder's fsync.</summary>
internal static class Libc
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS
    private const int CloseOnExec = 0x80000; // O_CLOEXEC, with O_RDONLY being 0

    public const int NotFound = 2; // ENOENT
    public const int NotAFolder = 20; // ENOTDIR

    /// <returns>0, or the error number.</returns>
    public static int Stat(string path, out StatxBuffer buffer) =>
        statx(CurrentFolder, path, NoFollow, BasicStats, out buffer) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <returns>0, or the error number.</returns>
    public static int SyncFolder(string path)
    {
        var descriptor = open(path, CloseOnExec);
        if (descriptor < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        var error = fsync(descriptor) == 0 ? 0 : Marshal.GetLastPInvokeError();
        _ = close(descriptor);
        return error;
    }

    // The kernel fixes this layout for all architectures, which is why it is statx and not stat.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct StatxBuffer
    {
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public ulong Size;
        [FieldOffset(96)] public Timestamp Changed;
        [FieldOffset(112)] public Timestamp Modified;
    }

    [StructLayout(LayoutKind.Explicit, Size = 16)]
    public struct Timestamp
    {
        [FieldOffset(0)] public long Seconds;
        [FieldOffset(8)] public uint Nanoseconds;
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out StatxBuffer buffer);

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(int descriptor);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int descriptor);
}
