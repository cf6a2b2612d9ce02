using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Warehouse.Warehouses;

namespace Warehouse.Provisioning;

/// <summary>The body of a provision as the OpenAPI document shows it; <see cref="ProvisionNames"/> checks the real one.</summary>
internal sealed record ProvisionRequest
{
    [Description("The warehouse's name, which is also its database's and its root login's: a DNS label that begins with a letter. Unique.")]
    [StringLength(WarehouseNames.MaxDatabaseNameLength, MinimumLength = WarehouseNames.MinDatabaseNameLength)]
    [RegularExpression("^[a-z][a-z0-9-]*[a-z0-9]$")]
    public required string DatabaseName { get; init; }

    [Description("The suffix of this project's own tables, events_<table_name> and persons_<table_name>. Write-once per project, unique in the organization.")]
    [StringLength(WarehouseNames.MaxTableSuffixLength, MinimumLength = 1)]
    [RegularExpression("^[a-z0-9_]+$")]
    public required string TableName { get; init; }

    public static ProvisionRequest Example => new() { DatabaseName = "acme", TableName = "main" };
}
