namespace Warehouse.Backfills;

/// <summary>Where a project's history comes from and where it goes. No secret in it.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.BackfillTarget")]
internal sealed record BackfillTarget
{
    [Id(0)] public required Guid OrganizationId { get; init; }
    [Id(1)] public required long ProjectId { get; init; }

    /// <summary>The configured name of the warehouse server.</summary>
    [Id(2)] public required string Server { get; init; }
    [Id(3)] public required string DatabaseName { get; init; }
    [Id(4)] public required string ServiceLogin { get; init; }

    /// <summary>The customer's login, which may read what is loaded.</summary>
    [Id(5)] public required string RootLogin { get; init; }
    [Id(6)] public required string Bucket { get; init; }
    [Id(7)] public required string TableSuffix { get; init; }
}
