namespace Warehouse.Jobs;

/// <summary>A source that a project imports from.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.SourceRegistration")]
public sealed record SourceRegistration
{
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>Such as <c>Stripe</c> or <c>Postgres</c>, as running_activity shows it.</summary>
    [Id(1)] public required string Type { get; init; }
    [Id(2)] public string? Name { get; init; }
}
