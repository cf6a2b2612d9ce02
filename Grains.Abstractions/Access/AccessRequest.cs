namespace Warehouse.Access;

/// <summary>What the caller wants to do with a key.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.AccessRequest")]
public sealed record AccessRequest
{
    /// <summary>The scope the endpoint needs; null when any valid key that may see the project will do.</summary>
    [Id(0)] public string? RequiredScope { get; init; }

    /// <summary>The project asked for; null means the key's own default project (<c>@current</c>).</summary>
    [Id(1)] public long? ProjectId { get; init; }

    /// <summary>What gateways of 0.1.0 know of the project's owner. Not read any more: the key's grain finds the owner itself.</summary>
    [Id(2)] public Guid? ProjectOrganizationId { get; init; }

    /// <summary>Requests allowed in any 60 seconds; 0 is no limit.</summary>
    [Id(3)] public int RequestsPerMinute { get; init; }

    /// <summary>Requests allowed in any 3,600 seconds; 0 is no limit.</summary>
    [Id(4)] public int RequestsPerHour { get; init; }

    /// <summary>The address names no project at all, as <c>/projects/first</c>: refused, but only after the key and its scope.</summary>
    [Id(5)] public bool NamesNoProject { get; init; }

    /// <summary>
    /// Look nothing up in the database for this request: what cannot be decided without is <see cref="AccessVerdict.NotInMemory"/>.
    /// Keys and projects in use are decided from memory.
    /// </summary>
    [Id(6)] public bool OnlyFromMemory { get; init; }
}
