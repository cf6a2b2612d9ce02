using System.Collections.Concurrent;
using Warehouse.Resilience;

namespace Warehouse.Access;

/// <summary>
/// Which organization owns a project. Neither id ever changes, so what is known stays true and saves a call per request; that a project
/// does not exist is never remembered.
/// </summary>
internal sealed class ProjectDirectory(GrainCalls grains)
{
    private const int Capacity = 100_000;
    private readonly ConcurrentDictionary<long, Guid> _organizations = new();

    /// <summary>What is known without asking.</summary>
    public Guid? Known(long projectId) => _organizations.TryGetValue(projectId, out var organizationId) ? organizationId : null;

    /// <summary>Null when there is no such project.</summary>
    public async ValueTask<Guid?> FindAsync(long projectId, CancellationToken cancellationToken)
    {
        if (Known(projectId) is { } known)
        {
            return known;
        }

        var registration = await grains.CallAsync(all => all.Team(projectId).GetRegistrationAsync(), cancellationToken);
        if (registration is null)
        {
            return null;
        }

        // Starting over when full is cheaper than keeping track of use: a full one has about 10 MB and fills again with one call each.
        if (_organizations.Count >= Capacity)
        {
            _organizations.Clear();
        }

        _organizations[projectId] = registration.OrganizationId;
        return registration.OrganizationId;
    }
}
