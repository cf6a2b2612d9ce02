namespace Warehouse.Access;

/// <summary>What the caller wants to do with a key.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.AccessRequest")]
public sealed record AccessRequest
{
    /// <summary>The scope the endpoint needs; null when any valid key that may see the project will do.</summary>
    [Id(0)] public string? RequiredScope { get; init; }

    /// <summary>The project asked for; null means the key's own default project (<c>@current</c>).</summary>
    [Id(1)] public long? ProjectId { get; init; }

    /// <summary>
    /// The organization that owns the project, when the caller knows it. Without it the answer to an otherwise good request is
    /// <see cref="AccessVerdict.ProjectNeeded"/>: the caller looks the project up and asks again.
    /// </summary>
    [Id(2)] public Guid? ProjectOrganizationId { get; init; }

    /// <summary>Requests allowed in any 60 seconds; 0 is no limit.</summary>
    [Id(3)] public int RequestsPerMinute { get; init; }

    /// <summary>Requests allowed in any 3,600 seconds; 0 is no limit.</summary>
    [Id(4)] public int RequestsPerHour { get; init; }
}
