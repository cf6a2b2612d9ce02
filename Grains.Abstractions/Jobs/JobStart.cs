namespace Warehouse.Jobs;

/// <summary>A job that begins. Starting the same job again is no error.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.JobStart")]
public sealed record JobStart
{
    /// <summary>Chosen by the reporter, unique over all projects; a version 7 UUID is a good choice.</summary>
    [Id(0)] public required Guid Id { get; init; }
    [Id(1)] public required JobKind Kind { get; init; }

    /// <summary>The source the rows come from; an import must have one.</summary>
    [Id(2)] public Guid? SourceId { get; init; }

    /// <summary>The source's type such as <c>Stripe</c>; null takes the type the source was registered with.</summary>
    [Id(3)] public string? SourceType { get; init; }

    /// <summary>The table or view.</summary>
    [Id(4)] public string? Name { get; init; }

    /// <summary>Whether an import's rows count for billing. Without meaning for other kinds.</summary>
    [Id(5)] public bool Billable { get; init; }
    [Id(6)] public string? WorkflowRunId { get; init; }
    [Id(7)] public string? Origin { get; init; }

    /// <summary>Null means now. It decides the billing period the job's rows belong to, now and later. Kept to the microsecond.</summary>
    [Id(8)] public DateTimeOffset? CreatedAt { get; init; }
}
