using System.Globalization;
using Microsoft.Extensions.Options;
using Warehouse.Errors;
using Warehouse.Resilience;
using Warehouse.Routing;

namespace Warehouse.Access;

/// <summary>
/// Decides whether a request may go on, in the contract's order: authentication, scope, the project exists, the key may see it, rate
/// limit. The key's grain decides all of it, in one call.
/// </summary>
internal sealed class AccessGate(GrainCalls grains, IOptions<RateLimits> limits, AccessMetrics metrics)
{
    public async ValueTask<Admission> AdmitAsync(HttpContext context, RequiresKey requirement, string project)
    {
        if (await Credentials.FindAsync(context) is not { } key)
        {
            return Refuse(RefusalReason.NoKey, Refusals.NotAuthenticated);
        }

        if (key.Hash is not { } hash)
        {
            return Refuse(RefusalReason.InvalidKey, Refusals.InvalidKey(key.Where));
        }

        var request = Ask(requirement, project);
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
            AccessVerdict.Throttled => Throttle(decision.RetryAfterSeconds),
            var unknown => throw new InvalidOperationException($"The key's grain answered {unknown}, which this gateway does not know."),
        };
    }

    private AccessRequest Ask(RequiresKey requirement, string project)
    {
        var isNumber = long.TryParse(project, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return new AccessRequest
        {
            RequiredScope = requirement.Scope,
            ProjectId = isNumber ? number : null,
            NamesNoProject = !isNumber && project != DataWarehouseRoutes.CurrentProject,
            RequestsPerMinute = limits.Value.RequestsPerMinute,
            RequestsPerHour = limits.Value.RequestsPerHour,
        };
    }

    private EnvelopeError Refuse(RefusalReason reason, EnvelopeError error)
    {
        metrics.Refused(reason);
        return error;
    }

    private EnvelopeError Throttle(int retryAfterSeconds)
    {
        metrics.Throttled();
        return Refusals.Throttled(retryAfterSeconds);
    }
}
