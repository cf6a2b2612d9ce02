using Microsoft.Extensions.Options;
using Warehouse.Teams;
using Warehouse.Usage;

namespace Warehouse.Jobs;

/// <summary>Opens the ledger of a project for its grain.</summary>
internal sealed class JobLedgers(IJobStore store, IBillingCalendar calendar, IOptions<JobOptions> options, JobMetrics metrics, TimeProvider time, ILogger<JobLedger> logger)
{
    public JobOptions Options => options.Value;

    /// <summary><paramref name="wakeAfter"/> has the grain call <see cref="JobLedger.TickAsync"/> after a while.</summary>
    public JobLedger Open(TeamRegistration project, Action<TimeSpan> wakeAfter) =>
        new(project, store, calendar, options.Value, metrics, time, logger, wakeAfter);

    /// <summary>What a project without a ledger has used.</summary>
    public UsageReport NoUsage() => JobLedger.NoUsage(calendar.PeriodAt(time.GetUtcNow()));
}
