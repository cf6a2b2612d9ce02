using Warehouse.Access;
using Warehouse.Organizations;
using Warehouse.Teams;

namespace Warehouse.Cli;

/// <summary>An organization in the verbs' JSON.</summary>
internal sealed record OrganizationJson(Guid OrganizationId, string Name, DateTimeOffset CreatedAt)
{
    public static OrganizationJson Of(OrganizationSummary organization) => new(organization.Id, organization.Name, organization.CreatedAt);
}

/// <summary>An organization with what it owns.</summary>
internal sealed record OrganizationDetailsJson(Guid OrganizationId, string Name, DateTimeOffset CreatedAt, IEnumerable<ProjectJson> Projects, IEnumerable<KeyJson> Keys)
{
    public static OrganizationDetailsJson Of(OrganizationDetails details) => new(
        details.Summary.Id, details.Summary.Name, details.Summary.CreatedAt, details.Projects.Select(ProjectJson.Of), details.Keys.Select(KeyJson.Of));
}

/// <summary>A project in the verbs' JSON.</summary>
internal sealed record ProjectJson(long ProjectId, Guid OrganizationId, string Name, DateTimeOffset CreatedAt)
{
    public static ProjectJson Of(TeamRegistration project) => new(project.ProjectId, project.OrganizationId, project.Name, project.CreatedAt);
}

/// <summary>An API key in the verbs' JSON. The hash stays out: whoever needs to name a key has its id.</summary>
internal sealed record KeyJson(
    Guid Id,
    Guid OrganizationId,
    OrganizationRole Role,
    string Label,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<long>? Projects,
    long? DefaultProject,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt,
    bool OrganizationWrites)
{
    public static KeyJson Of(ApiKeyRegistration key) => new(
        key.Id, key.OrganizationId, key.Role, key.Label, key.Scopes, key.Projects, key.DefaultProject, key.CreatedAt, key.ExpiresAt, key.RevokedAt, key.LastUsedAt,
        !key.IsProjectOnly);
}
