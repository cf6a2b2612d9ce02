namespace Warehouse.Usage;

internal enum DefaultPeriod
{
    /// <summary>The calendar month in UTC.</summary>
    Month,

    /// <summary>There is no billing.</summary>
    None,
}
