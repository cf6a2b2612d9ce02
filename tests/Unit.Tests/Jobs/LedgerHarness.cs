using Microsoft.Extensions.Logging.Abstractions;
using Warehouse.Teams;
using Warehouse.Telemetry;
using Warehouse.Usage;

namespace Warehouse.Jobs;

/// <summary>A ledger on a fake store and a clock that is told the time, with the timer a grain would have.</summary>
internal sealed class LedgerHarness(
    FakeJobStore store, ManualTime time, long projectId = 1, JobOptions? options = null, IBillingCalendar? calendar = null)
{
    // One for all: a histories' run opens thousands of ledgers, and every meter is offered to all who listen in this process.
    private static readonly JobMetrics Metrics = new(new TestMeters());

    private DateTimeOffset? _due;
    private JobLedger? _ledger;

    public JobOptions Options { get; } = options ?? new JobOptions();

    public IBillingCalendar Calendar { get; } = calendar ?? new CalendarMonths(true);

    public JobLedger Ledger => _ledger ??= Open();

    /// <summary>The process is gone, and what it had in memory with it.</summary>
    public void Crash() => (_ledger, _due) = (null, null);

    public async Task RestartAsync()
    {
        await Ledger.LeaveAsync(CancellationToken.None);
        Crash();
    }

    public async Task PassAsync(TimeSpan span)
    {
        var until = time.Now + span;
        while (_due is { } due && due <= until)
        {
            (time.Now, _due) = (due > time.Now ? due : time.Now, null);
            await Ledger.TickAsync(CancellationToken.None);
        }

        time.Now = until;
    }

    private JobLedger Open() => new(
        new TeamRegistration
        {
            ProjectId = projectId,
            OrganizationId = new Guid(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]),
            Name = "",
            CreatedAt = time.Now,
        },
        store,
        Calendar,
        Options,
        Metrics,
        time,
        NullLogger.Instance,
        after => _due = time.Now + after);
}
