using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Warehouse.Provisioning;

/// <summary>Whether a name is free.</summary>
internal sealed record CheckDatabaseNameResponse
{
    public required string Name { get; init; }

    public required bool Available { get; init; }

    [Description("Why the name cannot be had; absent when it can.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    public static CheckDatabaseNameResponse Example => new() { Name = "acme", Available = false, Reason = "database_name is already in use" };
}
