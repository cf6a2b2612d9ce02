using System.Globalization;
using Microsoft.Extensions.Options;
using Warehouse.Errors;
using Warehouse.Resilience;
using Warehouse.Routing;

namespace Warehouse.Access;

/// <summary>
/// Decides whether a request may go on, in the contract's order: authentication, scope, the project exists, the key may see it, rate
/// limit. The key's grain decides; one call is all it takes once the project is known.
/// </summary>
internal sealed class AccessGate(GrainCalls grains, ProjectDirectory projects, IOptions<RateLimits> limits, AccessMetrics metrics)
{
    // No project has it, so the key's grain says all it has to say about the key and then asks for the project.
    private const long NoProject = -1;

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

        var isNumber = long.TryParse(project, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var isCurrent = project == DataWarehouseRoutes.CurrentProject;
        long? projectId = isNumber ? number : isCurrent ? null : NoProject;
        var decision = await AskAsync(projectId, projectId is { } id ? projects.Known(id) : null);
        if (decision.Verdict == AccessVerdict.ProjectNeeded && decision.ProjectId >= 0)
        {
            if (await projects.FindAsync(decision.ProjectId, context.RequestAborted) is not { } owner)
            {
                return Refuse(RefusalReason.ProjectNotFound, Refusals.ProjectNotFound);
            }

            decision = await AskAsync(decision.ProjectId, owner);
        }

        return decision.Verdict switch
        {
            AccessVerdict.Granted => new Caller(decision.ProjectId, decision.OrganizationId, decision.IsAdmin, decision.KeyId),
            AccessVerdict.InvalidKey => Refuse(RefusalReason.InvalidKey, Refusals.InvalidKey(key.Where)),
            AccessVerdict.ScopeMissing => Refuse(RefusalReason.ScopeMissing, Refusals.ScopeMissing(requirement.Scope!)),
            AccessVerdict.ProjectNeeded or AccessVerdict.NoDefaultProject => Refuse(RefusalReason.ProjectNotFound, Refusals.ProjectNotFound),
            AccessVerdict.ProjectNotListed when !isNumber && !isCurrent => Refuse(RefusalReason.ProjectNotFound, Refusals.ProjectNotFound),
            AccessVerdict.ProjectNotListed => Refuse(RefusalReason.ProjectNotListed, Refusals.ProjectNotListed(decision.ProjectId)),
            AccessVerdict.OtherOrganization => Refuse(RefusalReason.OtherOrganization, Refusals.OtherOrganization),
            AccessVerdict.Throttled => Throttle(decision.RetryAfterSeconds),
            var unknown => throw new InvalidOperationException($"The key's grain answered {unknown}, which this gateway does not know."),
        };

        ValueTask<AccessDecision> AskAsync(long? id, Guid? owner)
        {
            var request = new AccessRequest
            {
                RequiredScope = requirement.Scope,
                ProjectId = id,
                ProjectOrganizationId = owner,
                RequestsPerMinute = limits.Value.RequestsPerMinute,
                RequestsPerHour = limits.Value.RequestsPerHour,
            };
            return grains.CallAsync(all => all.ApiKey(hash).AuthorizeAsync(request), context.RequestAborted);
        }
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
