using System.ComponentModel;

namespace Warehouse.Deprovisioning;

/// <summary>A deprovision that was accepted.</summary>
internal sealed record DeprovisionResponse
{
    [Description("Always \"deprovisioning started\".")]
    public string Status { get; init; } = "deprovisioning started";

    [Description("The organization that owns the warehouse.")]
    public required Guid Org { get; init; }

    public static DeprovisionResponse Example => new() { Org = new Guid("0197a0de-0000-7000-8000-000000000001") };
}
