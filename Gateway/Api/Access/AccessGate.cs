using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Warehouse.Errors;
using Warehouse.Resilience;
using Warehouse.Routing;

namespace Warehouse.Access;

/// <summary>
/// Decides whether a request may go on, in the contract's order: authentication, scope, the project exists, the key may see it, rate
/// limit. The key's grain decides all of it, in one call. An address that has been refused too often is still let in with a key and a
/// project that are in use, so it gains nothing against its neighbours; but nothing is looked up for it any more.
/// </summary>
internal sealed class AccessGate(GrainCalls grains, IOptions<RateLimits> limits, RefusalBudgets budgets, AccessMetrics metrics)
{
    public async ValueTask<Admission> AdmitAsync(HttpContext context, RequiresKey requirement, string project)
    {
        var address = context.Connection.RemoteIpAddress;
        var wait = budgets.WaitFor(address);
        var admission = await DecideAsync(context, requirement, project, onlyFromMemory: wait > TimeSpan.Zero);
        return admission.Reason switch
        {
            null => admission,
            _ when wait > TimeSpan.Zero => Throttle(ThrottledBy.Address, (int)Math.Ceiling(wait.TotalSeconds)),
            var reason => Count(admission, reason.Value, address),
        };
    }

    private async ValueTask<Admission> DecideAsync(HttpContext context, RequiresKey requirement, string project, bool onlyFromMemory)
    {
        if (await Credentials.FindAsync(context) is not { } key)
        {
            return Refuse(RefusalReason.NoKey, Refusals.NotAuthenticated);
        }

        if (key.Hash is not { } hash)
        {
            return Refuse(RefusalReason.InvalidKey, Refusals.InvalidKey(key.Where));
        }

        var request = Ask(requirement, project, onlyFromMemory);
        var decision = await grains.CallAsync(all => all.ApiKey(hash).AuthorizeAsync(request), context.RequestAborted);
        return decision.Verdict switch
        {
            AccessVerdict.Granted => new Caller(
                decision.ProjectId, decision.OrganizationId, decision.IsAdmin, decision.KeyId, decision.IsProjectOnly),
            AccessVerdict.InvalidKey => Refuse(RefusalReason.InvalidKey, Refusals.InvalidKey(key.Where)),
            AccessVerdict.ScopeMissing => Refuse(RefusalReason.ScopeMissing, Refusals.ScopeMissing(requirement.Scope!)),
            AccessVerdict.NoDefaultProject => Refuse(RefusalReason.ProjectNotFound, Refusals.ProjectNotFound),
            AccessVerdict.ProjectNotListed => Refuse(RefusalReason.ProjectNotListed, Refusals.ProjectNotListed(decision.ProjectId)),
            AccessVerdict.OtherOrganization => Refuse(RefusalReason.OtherOrganization, Refusals.OtherOrganization),
            AccessVerdict.Throttled => Throttle(ThrottledBy.Key, decision.RetryAfterSeconds),
            AccessVerdict.NotInMemory when onlyFromMemory => Refuse(RefusalReason.InvalidKey, Refusals.InvalidKey(key.Where)),
            var unknown => throw new InvalidOperationException($"The key's grain answered {unknown}, which this gateway does not know."),
        };
    }

    private AccessRequest Ask(RequiresKey requirement, string project, bool onlyFromMemory)
    {
        var isNumber = long.TryParse(project, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return new AccessRequest
        {
            RequiredScope = requirement.Scope,
            ProjectId = isNumber ? number : null,
            NamesNoProject = !isNumber && project != DataWarehouseRoutes.CurrentProject,
            RequestsPerMinute = limits.Value.RequestsPerMinute,
            RequestsPerHour = limits.Value.RequestsPerHour,
            OnlyFromMemory = onlyFromMemory,
        };
    }

    private static Admission Refuse(RefusalReason reason, EnvelopeError error) => new(null, error, reason);

    private Admission Count(Admission refused, RefusalReason reason, IPAddress? address)
    {
        budgets.Count(address);
        metrics.Refused(reason);
        return refused;
    }

    private Admission Throttle(ThrottledBy by, int retryAfterSeconds)
    {
        metrics.Throttled(by);
        return new Admission(null, Refusals.Throttled(retryAfterSeconds), null);
    }
}
