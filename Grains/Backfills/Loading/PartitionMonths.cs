using System.Globalization;

namespace Warehouse.Backfills.Loading;

internal static class PartitionMonths
{
    /// <summary>The first day of the month that a partition is named after. Null for <c>full</c> and for years no event was sent in.</summary>
    public static DateOnly? MonthOf(string partition) =>
        DateOnly.TryParseExact(partition, ["yyyy-MM", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 1990 and <= 2100
            ? new DateOnly(day.Year, day.Month, 1)
            : null;
}
