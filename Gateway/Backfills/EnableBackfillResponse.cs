using System.ComponentModel;

namespace Warehouse.Backfills;

/// <summary>A backfill that is enabled.</summary>
internal sealed record EnableBackfillResponse
{
    [Description("Always \"backfill enabled\".")]
    public string Status { get; init; } = "backfill enabled";

    public required string TableName { get; init; }

    public static EnableBackfillResponse Example => new() { TableName = "web" };
}
