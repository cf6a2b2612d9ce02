namespace Warehouse.Backfills.Loading;

/// <summary>A partition cannot be loaded, and the customer can see why: the reason is one plain line without secrets.</summary>
/// <param name="file">The key of the file, when it is about one.</param>
/// <param name="row">Counted from 1, without a header; null when it is about no single row.</param>
internal sealed class BackfillException(string? file, long? row, string reason, BackfillFailure failure = BackfillFailure.BadInput, Exception? innerException = null)
    : Exception(Describe(file, row, reason), innerException)
{
    private const int MaxReason = 400;

    public string? File { get; } = file;

    public long? Row { get; } = row;

    public string Reason { get; } = Bound(reason);

    public BackfillFailure Failure { get; } = failure;

    /// <summary>True when trying again may help without anybody doing anything.</summary>
    public bool IsTransient => Failure is not (BackfillFailure.BadInput or BackfillFailure.TableTaken);

    private static string Describe(string? file, long? row, string reason) => (file, row) switch
    {
        (null, _) => Bound(reason),
        (_, null) => $"{file}: {Bound(reason)}",
        _ => $"{file}, row {row}: {Bound(reason)}",
    };

    // Control characters would break the line the reason is shown on.
    private static string Bound(string reason)
    {
        var text = string.Concat(reason.Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        return text.Length <= MaxReason ? text : text[..MaxReason] + "…";
    }
}
