using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Warehouse.Warehouses;

namespace Warehouse.Backfills;

/// <summary>The body of enable-backfill as the OpenAPI document shows it.</summary>
internal sealed record EnableBackfillRequest
{
    [Description("The suffix of this project's own tables, events_<table_name> and persons_<table_name>. Write-once per project, unique in the organization.")]
    [StringLength(WarehouseNames.MaxTableSuffixLength, MinimumLength = 1)]
    [RegularExpression("^[a-z0-9_]+$")]
    public required string TableName { get; init; }

    public static EnableBackfillRequest Example => new() { TableName = "web" };
}
