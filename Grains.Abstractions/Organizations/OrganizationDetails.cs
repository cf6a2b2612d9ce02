using Warehouse.Access;
using Warehouse.Teams;

namespace Warehouse.Organizations;

/// <summary>An organization as listed.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.OrganizationSummary")]
public sealed record OrganizationSummary
{
    [Id(0)] public required Guid Id { get; init; }
    [Id(1)] public required string Name { get; init; }
    [Id(2)] public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>An organization with what it owns.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.OrganizationDetails")]
public sealed record OrganizationDetails
{
    [Id(0)] public required OrganizationSummary Summary { get; init; }
    [Id(1)] public required IReadOnlyList<TeamRegistration> Projects { get; init; }
    [Id(2)] public required IReadOnlyList<ApiKeyRegistration> Keys { get; init; }
}
