using Warehouse.Organizations;
using Warehouse.Registry;

namespace Warehouse.Access;

/// <summary>
/// A key's row in the registry, held in memory by the key's grain. It is read again after a minute, because Orleans may for a while have
/// two activations of a grain: a revocation reaches one of them, and the other finds it in the row.
/// </summary>
internal sealed partial class KeyRow(string hash, AccessDirectory directory, RegistryStore registry, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RereadEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RereadWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TouchEvery = TimeSpan.FromHours(1);

    private ApiKeyRegistration? _row;
    private long _readAt;
    private DateTimeOffset _touched;

    public bool IsInMemory => _row is not null;

    /// <summary>True while the row is known and neither revoked nor expired.</summary>
    public bool IsValid => _row is { RevokedAt: null } row && !(row.ExpiresAt <= time.GetUtcNow());

    /// <summary>Null when there is no such key.</summary>
    public async ValueTask<ApiKeyRegistration?> FindAsync()
    {
        if (_row is null)
        {
            Keep(await directory.FindKeyAsync(hash));
        }
        else if (time.GetElapsedTime(_readAt) >= RereadEvery)
        {
            // Only this request waits for the row; those that come meanwhile go by the one that is known.
            _readAt = time.GetTimestamp();
            await RereadAsync(_row.Id);
        }

        return _row;
    }

    /// <summary>False when there is no such key.</summary>
    public async Task<bool> RevokeAsync()
    {
        if (await registry.FindKeyByHashAsync(hash) is not { } row)
        {
            return false;
        }

        await registry.RevokeKeyAsync(hash, time.GetUtcNow());
        Keep(row with { RevokedAt = row.RevokedAt ?? time.GetUtcNow() });
        return true;
    }

    /// <summary>Notes that the key is used, at most once an hour. Nobody waits for it.</summary>
    public void Touch(DateTimeOffset now)
    {
        if (_row is { } row && now - _touched >= TouchEvery && now - (row.LastUsedAt ?? DateTimeOffset.MinValue) >= TouchEvery)
        {
            _touched = now;
            _ = TouchAsync(row.Id, now);
        }
    }

    // A database that is away or slow must not refuse or hold up a key that was good a minute ago: its row stands until the next look.
    private async Task RereadAsync(Guid keyId)
    {
        try
        {
            await ReadAsync().WaitAsync(RereadWithin, time);
        }
        catch (Exception exception)
        {
            NotReread(logger, keyId, exception);
        }

        async Task ReadAsync() => Keep(await registry.FindKeyByHashAsync(hash));
    }

    // The row may have been read before a revocation that is known by now.
    private void Keep(ApiKeyRegistration? row)
    {
        _row = row is null ? null : row with { RevokedAt = row.RevokedAt ?? _row?.RevokedAt };
        _readAt = time.GetTimestamp();
    }

    private async Task TouchAsync(Guid keyId, DateTimeOffset now)
    {
        try
        {
            await registry.TouchKeyAsync(hash, now);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            NotTouched(logger, keyId, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Could not note that API key {KeyId} was used")]
    private static partial void NotTouched(ILogger logger, Guid keyId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "API key {KeyId} could not be read again; what is known of it stands for another minute")]
    private static partial void NotReread(ILogger logger, Guid keyId, Exception exception);
}
