namespace Warehouse.Audit;

/// <summary>One line of the audit trail.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.AuditEntry")]
public sealed record AuditEntry
{
    /// <summary>Ascending; numbers may be missing.</summary>
    [Id(0)] public long Id { get; init; }
    [Id(1)] public required DateTimeOffset At { get; init; }
    [Id(2)] public Guid? OrganizationId { get; init; }

    /// <summary>Such as <c>warehouse.provision</c> or <c>key.revoke</c>.</summary>
    [Id(3)] public required string Action { get; init; }

    /// <summary>What it was done to: a database name, a project, a key's id.</summary>
    [Id(4)] public string? Subject { get; init; }

    /// <summary>What the call answered, such as <c>accepted</c> or <c>name_taken</c>; <c>unconfirmed</c> when it failed on the way.</summary>
    [Id(5)] public required string Outcome { get; init; }

    /// <summary>An API key by its id, an operator, or a service, as the caller says it.</summary>
    [Id(6)] public required string Actor { get; init; }

    /// <summary>The address or the machine the call came from.</summary>
    [Id(7)] public string? Source { get; init; }
}

/// <summary>Which lines to list, newest first.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.AuditQuery")]
public sealed record AuditQuery
{
    [Id(0)] public Guid? OrganizationId { get; init; }
    [Id(1)] public string? Action { get; init; }
    [Id(2)] public string? Actor { get; init; }
    [Id(3)] public DateTimeOffset? Since { get; init; }
    [Id(4)] public required int Limit { get; init; }

    /// <summary>Only lines older than the one with this id.</summary>
    [Id(5)] public long? After { get; init; }
}
