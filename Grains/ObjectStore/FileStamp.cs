namespace Warehouse.ObjectStore;

/// <summary>
/// What the file system says of one entry; a link is never followed. A file's ETag is made from it, not from its content, because nobody
/// wants gigabytes read to learn that nothing happened. The change time does what the modification time cannot: no tool sets it back
/// (<c>cp -p</c>, <c>rsync -t</c>, <c>touch</c>), and a rename moves it forward. The inode covers file systems where a rename does not.
/// </summary>
internal readonly record struct FileStamp
{
    private readonly Libc.StatxBuffer _entry;

    private FileStamp(Libc.StatxBuffer entry) => _entry = entry;

    public bool IsFile => (_entry.Mode & 0xf000) == 0x8000;

    public bool IsFolder => (_entry.Mode & 0xf000) == 0x4000;

    public long Size => (long)_entry.Size;

    public DateTimeOffset Changed => Time(_entry.Changed);

    public DateTimeOffset Modified => Time(_entry.Modified);

    public string ETag =>
        $"{_entry.Inode:x}-{_entry.Size:x}-{_entry.Changed.Seconds:x}.{_entry.Changed.Nanoseconds:x}-{_entry.Modified.Seconds:x}.{_entry.Modified.Nanoseconds:x}";

    /// <summary>Null when there is nothing of that name.</summary>
    public static FileStamp? Read(string path) => Libc.Stat(path, out var entry) switch
    {
        0 => new FileStamp(entry),
        Libc.NotFound or Libc.NotAFolder => null,
        var error => throw FileFailure.From(error, path),
    };

    private static DateTimeOffset Time(Libc.Timestamp time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.Seconds).AddTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
}
