namespace Warehouse.Access;

/// <summary>What is stored of an API key. The clear text is not among it.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.ApiKeyRegistration")]
public sealed record ApiKeyRegistration
{
    [Id(0)] public required Guid Id { get; init; }

    /// <summary><see cref="ApiKey.Hash"/> of the clear text.</summary>
    [Id(1)] public required string Hash { get; init; }
    [Id(2)] public required Guid OrganizationId { get; init; }
    [Id(3)] public required OrganizationRole Role { get; init; }
    [Id(4)] public required string Label { get; init; }
    [Id(5)] public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The projects the key is limited to; null means all projects of its organization.</summary>
    [Id(6)] public IReadOnlyList<long>? Projects { get; init; }

    /// <summary>What <c>@current</c> means for this key.</summary>
    [Id(7)] public long? DefaultProject { get; init; }
    [Id(8)] public required DateTimeOffset CreatedAt { get; init; }
    [Id(9)] public DateTimeOffset? ExpiresAt { get; init; }
    [Id(10)] public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Written at most once an hour.</summary>
    [Id(11)] public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>
    /// Lets a key that is limited to projects provision, reset and deprovision the warehouse, which belongs to the whole organization.
    /// A key without such a limit may do so anyway, given the role and the scope.
    /// </summary>
    [Id(12)] public bool OrganizationWrites { get; init; }

    /// <summary>True when the key may change nothing but its projects.</summary>
    public bool IsProjectOnly => Projects is not null && !OrganizationWrites;
}
