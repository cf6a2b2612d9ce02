namespace Warehouse.Usage;

/// <summary>
/// Which period holds when: what the billing service said last and has begun, else the calendar. <paramref name="said"/> is in the order
/// it was said; null in it means the calendar again.
/// </summary>
internal sealed class BillingSchedule(IReadOnlyList<BillingPeriod?> said, IBillingCalendar calendar)
{
    // Enough to answer from memory when a period ends, also in the minute before its successor's successor is known.
    private const int MaxAnnounced = 3;

    /// <summary>Null when there is no billing.</summary>
    public BillingPeriod? Current(DateTimeOffset now)
    {
        for (var i = said.Count - 1; i >= 0; i--)
        {
            if (said[i] is not { } period)
            {
                break;
            }

            if (period.Start <= now)
            {
                return period;
            }
        }

        return calendar.PeriodAt(now);
    }

    /// <summary>The current period and those that may follow it: what to keep sums of.</summary>
    public IReadOnlyList<BillingPeriod> Windows(DateTimeOffset now)
    {
        var windows = new List<BillingPeriod>();
        if (Current(now) is { } current)
        {
            windows.Add(current);
        }

        if (calendar.PeriodAt(now) is { } month)
        {
            windows.Add(month);
            if (calendar.PeriodAt(month.End) is { } next)
            {
                windows.Add(next);
            }
        }

        windows.AddRange(said.OfType<BillingPeriod>().Where(period => period.Start > now).OrderBy(period => period.Start).Take(MaxAnnounced));
        return [.. windows.Distinct()];
    }
}
