namespace Warehouse.Organizations;

/// <summary>What became of a registration.</summary>
[GenerateSerializer, Alias("warehouse.RegistrationOutcome")]
public enum RegistrationOutcome
{
    Created = 0,

    /// <summary>It stands already, and just as asked for.</summary>
    Unchanged = 1,
    UnknownOrganization = 2,

    /// <summary>The id or key is taken by something else.</summary>
    Taken = 3,

    /// <summary>A project named by the key does not exist or belongs to another organization.</summary>
    ForeignProject = 4,
}

/// <summary>What became of registering a project.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.ProjectRegistration")]
public sealed record ProjectRegistration
{
    [Id(0)] public required RegistrationOutcome Outcome { get; init; }
    [Id(1)] public long ProjectId { get; init; }
}
