using Warehouse.Organizations;

namespace Warehouse.Access;

/// <summary>Keeps its key's row in memory and counts its requests, so a check is one call and touches no database.</summary>
internal sealed partial class ApiKeyGrain(RegistryStore registry, TimeProvider time, ILogger<ApiKeyGrain> logger) : Grain, IApiKeyGrain
{
    private static readonly TimeSpan TouchEvery = TimeSpan.FromHours(1);
    private static readonly AccessDecision Refused = new() { Verdict = AccessVerdict.InvalidKey };

    private readonly RequestWindow _minute = new(TimeSpan.FromMinutes(1));
    private readonly RequestWindow _hour = new(TimeSpan.FromHours(1));
    private ApiKeyRegistration? _key;
    private DateTimeOffset _touched;

    private string Hash => this.GetPrimaryKeyString()["key:".Length..];

    public ValueTask<AccessDecision> AuthorizeAsync(AccessRequest request) =>
        _key is not null ? new(Decide(_key, request)) : new(LoadAndDecideAsync(request));

    public async Task<bool> RevokeAsync()
    {
        if (await registry.FindKeyByHashAsync(Hash) is not { } key)
        {
            return false;
        }

        await registry.RevokeKeyAsync(Hash, time.GetUtcNow());
        _key = key with { RevokedAt = key.RevokedAt ?? time.GetUtcNow() };
        return true;
    }

    private async Task<AccessDecision> LoadAndDecideAsync(AccessRequest request)
    {
        var key = await registry.FindKeyByHashAsync(Hash);
        if (key is null)
        {
            // It may be registered by the next time it is asked for; a guessed one is not worth keeping.
            DeactivateOnIdle();
            return Refused;
        }

        // A revocation may have come in between.
        _key ??= key;
        _touched = key.LastUsedAt ?? DateTimeOffset.MinValue;
        return Decide(_key, request);
    }

    private AccessDecision Decide(ApiKeyRegistration key, AccessRequest request)
    {
        var now = time.GetUtcNow();
        if (key.RevokedAt is not null || key.ExpiresAt <= now)
        {
            return Refused;
        }

        if (!Scopes.Cover(key.Scopes, request.RequiredScope))
        {
            return new AccessDecision { Verdict = AccessVerdict.ScopeMissing };
        }

        if ((request.ProjectId ?? DefaultProjectOf(key)) is not { } project)
        {
            return new AccessDecision { Verdict = AccessVerdict.NoDefaultProject };
        }

        if (request.ProjectOrganizationId is not { } organization)
        {
            return new AccessDecision { Verdict = AccessVerdict.ProjectNeeded, ProjectId = project };
        }

        if (key.Projects is not null && !key.Projects.Contains(project))
        {
            return new AccessDecision { Verdict = AccessVerdict.ProjectNotListed, ProjectId = project };
        }

        if (organization != key.OrganizationId)
        {
            return new AccessDecision { Verdict = AccessVerdict.OtherOrganization, ProjectId = project };
        }

        if (Throttle(request, now) is { } wait)
        {
            return new AccessDecision { Verdict = AccessVerdict.Throttled, RetryAfterSeconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) };
        }

        Touch(now);
        return new AccessDecision
        {
            Verdict = AccessVerdict.Granted,
            ProjectId = project,
            OrganizationId = key.OrganizationId,
            Role = key.Role,
            KeyId = key.Id,
        };
    }

    private static long? DefaultProjectOf(ApiKeyRegistration key) => key.DefaultProject ?? (key.Projects is [var only] ? only : null);

    private TimeSpan? Throttle(AccessRequest request, DateTimeOffset now)
    {
        var wait = _minute.WaitFor(request.RequestsPerMinute, now) ?? _hour.WaitFor(request.RequestsPerHour, now);
        if (wait is null)
        {
            _minute.Count(request.RequestsPerMinute, now);
            _hour.Count(request.RequestsPerHour, now);
        }

        return wait;
    }

    private void Touch(DateTimeOffset now)
    {
        if (now - _touched >= TouchEvery)
        {
            _touched = now;
            // Not awaited: when the key was last used must not hold up its use.
            _ = TouchAsync(now);
        }
    }

    private async Task TouchAsync(DateTimeOffset now)
    {
        try
        {
            await registry.TouchKeyAsync(Hash, now);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            NotTouched(logger, _key!.Id, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Could not note that API key {KeyId} was used")]
    private static partial void NotTouched(ILogger logger, Guid keyId, Exception exception);
}
