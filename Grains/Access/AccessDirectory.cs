using System.Collections.Concurrent;
using Warehouse.Organizations;
using Warehouse.Registry;

namespace Warehouse.Access;

/// <summary>
/// What the keys' grains of this silo look up in the registry. A project's owner never changes, so it is remembered for good; that a
/// key or a project does not exist is remembered for a moment (see <see cref="RecentMisses{T}"/>).
/// </summary>
internal sealed class AccessDirectory(RegistryStore registry, TimeProvider time)
{
    private const int MaxOwners = 100_000;

    private readonly RecentMisses<string> _unknownKeys = new(time);
    private readonly RecentMisses<long> _unknownProjects = new(time);
    private readonly ConcurrentDictionary<long, Guid> _owners = new();

    public async ValueTask<ApiKeyRegistration?> FindKeyAsync(string hash)
    {
        if (_unknownKeys.Contains(hash))
        {
            return null;
        }

        var key = await registry.FindKeyByHashAsync(hash);
        if (key is null)
        {
            _unknownKeys.Add(hash);
        }

        return key;
    }

    /// <summary>
    /// True when the answer is known without asking the database; <paramref name="owner"/> is null when there is no such project.
    /// </summary>
    public bool TryGetOwner(long projectId, out Guid? owner)
    {
        owner = _owners.TryGetValue(projectId, out var organizationId) ? organizationId : null;
        return owner is not null || projectId <= 0 || _unknownProjects.Contains(projectId);
    }

    /// <summary>The organization that owns the project; null when there is no such project.</summary>
    public async ValueTask<Guid?> FindOwnerAsync(long projectId)
    {
        if (TryGetOwner(projectId, out var known))
        {
            return known;
        }

        if (await registry.FindProjectAsync(projectId) is not { } project)
        {
            _unknownProjects.Add(projectId);
            return null;
        }

        // Starting over when full is simpler than keeping track of use: a full one has about 10 MB and fills again with a statement each.
        if (_owners.Count >= MaxOwners)
        {
            _owners.Clear();
        }

        _owners[projectId] = project.OrganizationId;
        return project.OrganizationId;
    }
}
