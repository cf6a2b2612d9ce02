namespace Warehouse.Access;

/// <summary>What became of an <see cref="AccessRequest"/>.</summary>
[GenerateSerializer, Alias("warehouse.AccessVerdict")]
public enum AccessVerdict
{
    /// <summary>The key is unknown, revoked or expired.</summary>
    InvalidKey = 0,
    Granted = 1,
    ScopeMissing = 2,

    /// <summary>Silos of 0.1.0 asked their caller so who owns the project. The key's grain now finds that out itself.</summary>
    ProjectNeeded = 3,

    /// <summary>
    /// There is no such project: its number is nobody's, the address names none, or <c>@current</c> was asked for and the key has no
    /// default project. All three have one verdict, and the name of the first that there was, because gateways of 0.1.0 know no other.
    /// </summary>
    NoDefaultProject = 4,

    /// <summary>The key is limited to other projects.</summary>
    ProjectNotListed = 5,

    /// <summary>The project belongs to another organization.</summary>
    OtherOrganization = 6,

    /// <summary>Over the rate limit; see <see cref="AccessDecision.RetryAfterSeconds"/>.</summary>
    Throttled = 7,

    /// <summary>Only to <see cref="AccessRequest.OnlyFromMemory"/>: the silo would have to look the key or the project up.</summary>
    NotInMemory = 8,
}

/// <summary>The answer to an <see cref="AccessRequest"/>; the identity is filled in when the verdict is granted.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.AccessDecision")]
public sealed record AccessDecision
{
    [Id(0)] public required AccessVerdict Verdict { get; init; }
    [Id(1)] public long ProjectId { get; init; }
    [Id(2)] public Guid OrganizationId { get; init; }
    [Id(3)] public OrganizationRole Role { get; init; }
    [Id(4)] public Guid KeyId { get; init; }
    [Id(5)] public int RetryAfterSeconds { get; init; }

    /// <summary>The key is limited to projects and may not change what belongs to the whole organization.</summary>
    [Id(6)] public bool IsProjectOnly { get; init; }

    public bool IsAdmin => Role is OrganizationRole.Admin or OrganizationRole.Owner;
}
