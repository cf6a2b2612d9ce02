using System.Text.Json.Serialization;

namespace Warehouse.Warehouses;

/// <summary>Stored state of a <see cref="WarehouseGrain"/>: additive only, and no secret in it.</summary>
internal sealed record WarehouseRecord
{
    public int Version { get; init; } = 1;

    /// <summary>The latest provision; null when there never was one.</summary>
    public Provision? Provision { get; init; }

    /// <summary>Suffixes of the projects' own tables. Written once a project, and kept when the warehouse is deleted.</summary>
    public IReadOnlyDictionary<long, string> TableSuffixes { get; init; } = new Dictionary<long, string>();

    /// <summary>
    /// A name about to be claimed. It is written before the claim and removed after, so that whoever finds it here knows a claim was left
    /// behind by a process that died, and frees the name.
    /// </summary>
    public string? NameIntent { get; init; }

    /// <summary>What an earlier provision under another name left on a server. Removed before anything new is made.</summary>
    [JsonPropertyName("remains")]
    public IReadOnlyList<Leftover> Leftovers { get; init; } = [];
}

/// <summary>A database with its logins and its name.</summary>
internal sealed record Leftover(string Server, string DatabaseName);

/// <summary>One provision from its acceptance to its deletion.</summary>
internal sealed record Provision
{
    /// <summary>The caller's id for the provision: the same one again is the same provision.</summary>
    public Guid OperationId { get; init; }
    public WarehouseState State { get; init; }
    public string DatabaseName { get; init; } = "";

    /// <summary>The configured name of the warehouse server it is placed on.</summary>
    public string Server { get; init; } = "";

    /// <summary>SCRAM-SHA-256 verifier of the root login.</summary>
    public string Verifier { get; init; } = "";

    /// <summary>The verifier of a reset that has not been confirmed. Found here after a crash, the reset is undone.</summary>
    public string? UnconfirmedVerifier { get; init; }
    public ResourceState S3 { get; init; }
    public ResourceState MetadataStore { get; init; }
    public ResourceState Identity { get; init; }
    public ResourceState Secrets { get; init; }

    /// <summary>True once the teams of all projects with a suffix have been told that the warehouse is ready.</summary>
    public bool BackfillsBegun { get; init; }

    /// <summary>Why the last step failed; null when it did not.</summary>
    public FailureReason? Reason { get; init; }
    public DateTimeOffset AcceptedAt { get; init; }
    public DateTimeOffset? ReadyAt { get; init; }
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>Attempts since the provision was accepted, the present one included.</summary>
    public int Attempts { get; init; }
    public DateTimeOffset AttemptStartedAt { get; init; }

    /// <summary>Failures in a row; the wait before the next try grows with it.</summary>
    public int FailuresInARow { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The last steps, oldest first, at most <see cref="WarehouseTransitions.MaxSteps"/>.</summary>
    public IReadOnlyList<StepRecord> Steps { get; init; } = [];

    /// <summary>True while a new provision must be refused.</summary>
    [JsonIgnore]
    public bool IsLive => State is WarehouseState.Pending or WarehouseState.Provisioning or WarehouseState.Ready or WarehouseState.Deleting;
}

/// <summary>One step, run once.</summary>
internal sealed record StepRecord(string Step, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, FailureReason? Failure);
