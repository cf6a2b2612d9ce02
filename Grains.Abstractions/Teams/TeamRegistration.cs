namespace Warehouse.Teams;

/// <summary>A project (team) and the organization that owns it. Neither id ever changes.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.TeamRegistration")]
public sealed record TeamRegistration
{
    [Id(0)] public required long ProjectId { get; init; }
    [Id(1)] public required Guid OrganizationId { get; init; }
    [Id(2)] public required string Name { get; init; }
    [Id(3)] public required DateTimeOffset CreatedAt { get; init; }
}
