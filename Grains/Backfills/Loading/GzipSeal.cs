using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Warehouse.Backfills.Loading;

/// <summary>
/// Unpacks gzip and notices when its end is missing, which .NET's <see cref="GZipStream"/> and DuckDB take for the end of the file. A gzip
/// file may consist of several members, so another one is put behind the last: its content, the seal, comes out at the end only if
/// everything before it was complete.
/// </summary>
internal sealed class GzipSeal
{
    private readonly byte[] _seal = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32));

    public GZipStream Unpack(Stream packed)
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(_seal);
        }

        return new GZipStream(new Chain(packed, member.ToArray()), CompressionMode.Decompress);
    }

    /// <summary>Takes the seal off what was unpacked.</summary>
    /// <exception cref="InvalidDataException">It is not there.</exception>
    public void Remove(FileStream unpacked)
    {
        var end = new byte[_seal.Length];
        var length = unpacked.Length - _seal.Length;
        if (length >= 0)
        {
            unpacked.Position = length;
            unpacked.ReadExactly(end);
        }

        if (!end.AsSpan().SequenceEqual(_seal))
        {
            throw new InvalidDataException("The gzip file ends early.");
        }

        unpacked.SetLength(length);
    }

    /// <summary>One stream, and some bytes after its end.</summary>
    private sealed class Chain(Stream first, byte[] last) : Stream
    {
        private readonly MemoryStream _last = new(last);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await first.ReadAsync(buffer, cancellationToken) is > 0 and var length ? length : await _last.ReadAsync(buffer, cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) =>
            first.Read(buffer, offset, count) is > 0 and var length ? length : _last.Read(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
