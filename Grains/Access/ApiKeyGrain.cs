using Warehouse.Organizations;
using Warehouse.Registry;

namespace Warehouse.Access;

/// <summary>Keeps its key's row in memory and counts its requests, so a check is one call and seldom touches the database.</summary>
internal sealed class ApiKeyGrain : Grain, IApiKeyGrain
{
    private static readonly AccessDecision Invalid = new() { Verdict = AccessVerdict.InvalidKey };
    private static readonly AccessDecision ScopeMissing = new() { Verdict = AccessVerdict.ScopeMissing };
    private static readonly AccessDecision NoProject = new() { Verdict = AccessVerdict.NoDefaultProject };
    private static readonly AccessDecision NotInMemory = new() { Verdict = AccessVerdict.NotInMemory };

    private readonly AccessDirectory _directory;
    private readonly TimeProvider _time;
    private readonly KeyRow _row;
    private readonly RequestWindow _minute = new(TimeSpan.FromMinutes(1));
    private readonly RequestWindow _hour = new(TimeSpan.FromHours(1));

    public ApiKeyGrain(AccessDirectory directory, RegistryStore registry, TimeProvider time, ILogger<ApiKeyGrain> logger)
    {
        (_directory, _time) = (directory, time);
        _row = new KeyRow(this.GetPrimaryKeyString()["key:".Length..], directory, registry, time, logger);
    }

    public async ValueTask<AccessDecision> AuthorizeAsync(AccessRequest request)
    {
        if (request.OnlyFromMemory && !_row.IsInMemory)
        {
            DeactivateOnIdle();
            return NotInMemory;
        }

        if (await _row.FindAsync() is not { } key)
        {
            // A guessed key is not worth an activation.
            DeactivateOnIdle();
            return Invalid;
        }

        if (!_row.IsValid)
        {
            return Invalid;
        }

        if (!Scopes.Cover(key.Scopes, request.RequiredScope))
        {
            return ScopeMissing;
        }

        if (request.NamesNoProject || (request.ProjectId ?? DefaultProjectOf(key)) is not { } project)
        {
            return NoProject;
        }

        if (!_directory.TryGetOwner(project, out var owner))
        {
            if (request.OnlyFromMemory)
            {
                return NotInMemory;
            }

            owner = await _directory.FindOwnerAsync(project);

            // The key may have been revoked meanwhile.
            if (!_row.IsValid)
            {
                return Invalid;
            }
        }

        return owner is null ? NoProject : Decide(key, request, project, owner.Value);
    }

    public Task<bool> RevokeAsync() => _row.RevokeAsync();

    private static long? DefaultProjectOf(ApiKeyRegistration key) => key.DefaultProject ?? (key.Projects is [var only] ? only : null);

    private AccessDecision Decide(ApiKeyRegistration key, AccessRequest request, long project, Guid owner)
    {
        if (key.Projects is not null && !key.Projects.Contains(project))
        {
            return new AccessDecision { Verdict = AccessVerdict.ProjectNotListed, ProjectId = project };
        }

        if (owner != key.OrganizationId)
        {
            return new AccessDecision { Verdict = AccessVerdict.OtherOrganization, ProjectId = project };
        }

        var now = _time.GetUtcNow();
        if (Throttle(request, now) is { } wait)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
            return new AccessDecision { Verdict = AccessVerdict.Throttled, RetryAfterSeconds = seconds };
        }

        _row.Touch(now);
        return new AccessDecision
        {
            Verdict = AccessVerdict.Granted,
            ProjectId = project,
            OrganizationId = key.OrganizationId,
            Role = key.Role,
            KeyId = key.Id,
            IsProjectOnly = key.IsProjectOnly,
        };
    }

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
}
