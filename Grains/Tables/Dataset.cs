namespace Warehouse.Tables;

/// <summary>What a backfill loads.</summary>
[GenerateSerializer, Alias("warehouse.Dataset")]
internal enum Dataset
{
    Events = 0,
    Persons = 1,
}
