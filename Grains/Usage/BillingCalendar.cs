namespace Warehouse.Usage;

/// <summary>Which billing period a moment belongs to where no billing service has said otherwise.</summary>
internal interface IBillingCalendar
{
    /// <summary>Null when there is no billing.</summary>
    BillingPeriod? PeriodAt(DateTimeOffset moment);
}

/// <summary>The calendar month in UTC; nothing when <c>Warehouse:Billing:DefaultPeriod</c> is <c>none</c>.</summary>
internal sealed class CalendarMonths(bool enabled) : IBillingCalendar
{
    public BillingPeriod? PeriodAt(DateTimeOffset moment)
    {
        if (!enabled)
        {
            return null;
        }

        var utc = moment.UtcDateTime;
        var start = new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return new BillingPeriod { Interval = "month", Start = start, End = start.AddMonths(1) };
    }
}
