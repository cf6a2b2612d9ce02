using Npgsql;

namespace Importer;

/// <summary>Moves a binary COPY from one server to another as it is, and counts its rows on the way.</summary>
internal static class BinaryCopy
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Returns the rows moved; <paramref name="report"/> hears of them after each buffer.</summary>
    public static async Task<long> PumpAsync(
        Stream from, NpgsqlRawCopyStream to, Action<long, string?> report, CancellationToken cancellationToken)
    {
        var rows = new RowCounter();
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                rows.Read(buffer.AsSpan(0, count));
                await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                report(rows.Count, null);
            }
        }
        catch
        {
            // Disposing the stream would say that all is there.
            await to.CancelAsync();
            throw;
        }

        return rows.Count;
    }
}
