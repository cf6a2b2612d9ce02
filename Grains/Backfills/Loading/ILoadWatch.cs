namespace Warehouse.Backfills.Loading;

/// <summary>Hears from a load that it moves, and may refuse to have it go on. Called by one thread at a time.</summary>
internal interface ILoadWatch
{
    /// <param name="rows">Rows written so far.</param>
    /// <param name="bytes">Bytes unpacked so far.</param>
    /// <exception cref="BackfillException">It has gone beyond a limit.</exception>
    void Moved(long rows, long bytes);

    /// <summary>The step that begins now says nothing until it is over, for this long at most.</summary>
    void Expect(TimeSpan silence);
}
