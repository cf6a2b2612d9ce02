using Warehouse.Jobs;

namespace Warehouse.Usage;

public sealed class PeriodTests
{
    private static readonly DateTimeOffset July = new(2025, 7, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset August = July.AddMonths(1);
    private static readonly TimeSpan Least = TimeSpan.FromMicroseconds(1);
    private static readonly Guid Source = Guid.NewGuid();

    [Fact]
    public async Task A_job_belongs_to_the_period_from_its_first_moment_to_just_before_its_end()
    {
        var harness = new LedgerHarness(new FakeJobStore(), new ManualTime(August.AddHours(-5)));
        var rows = 1;
        foreach (var at in new[] { July - Least, July, August - Least, August })
        {
            await MoveAsync(harness, at, rows);
            rows *= 10;
        }

        Assert.Equal(110, (await harness.Ledger.UsageAsync()).TotalRows);
        harness.Crash();
        Assert.Equal(110, (await harness.Ledger.UsageAsync()).TotalRows);
    }

    [Theory]
    [InlineData(14)]
    [InlineData(-12)]
    [InlineData(5.75)]
    public async Task A_moment_is_the_same_in_every_time_zone(double offset)
    {
        var zone = TimeSpan.FromHours(offset);
        var harness = new LedgerHarness(new FakeJobStore(), new ManualTime(August.AddHours(-5).ToOffset(zone)));
        await MoveAsync(harness, (July - Least).ToOffset(zone), 1);
        await MoveAsync(harness, July.ToOffset(zone), 10);
        await MoveAsync(harness, (August - Least).ToOffset(zone), 100);
        await MoveAsync(harness, August.ToOffset(zone), 1_000);
        await harness.Ledger.AcknowledgeAsync(
            new RowsAcknowledgement { PeriodStart = July.ToOffset(zone), PeriodEnd = August.ToOffset(-zone), Rows = 30 });
        var usage = await harness.Ledger.UsageAsync();
        Assert.Equal((July, August, 110, 30), (usage.Period!.Start, usage.Period.End, usage.TotalRows, usage.TrackedRows));
    }

    [Fact]
    public async Task When_the_month_ends_the_next_one_is_answered_from_memory_and_exactly()
    {
        var (store, time) = (new FakeJobStore(), new ManualTime(August - TimeSpan.FromSeconds(3)));
        var harness = new LedgerHarness(store, time);
        await MoveAsync(harness, null, 7);
        var running = new JobStart { Id = Guid.NewGuid(), Kind = JobKind.Import, SourceId = Source, Billable = true };
        await harness.Ledger.StartAsync(running, JobOwner.Service);
        await harness.Ledger.ReportAsync(new JobProgress { JobId = running.Id, Rows = 5 }, JobOwner.Service);
        await MoveAsync(harness, August, 40);
        Assert.Equal((July, 12), await UsedAsync(harness));
        var loads = store.Loads;

        time.Now = August - Least;
        Assert.Equal((July, 12), await UsedAsync(harness));
        time.Now = August;
        Assert.Equal((August, 40), await UsedAsync(harness));
        Assert.Equal(loads, store.Loads);

        // What began in July stays July's, whenever it moves.
        await harness.Ledger.FinishAsync(running.Id, JobStatus.Completed, 600, null, JobOwner.Service);
        Assert.Equal((August, 40), await UsedAsync(harness));
        for (var month = 1; month < 6; month++)
        {
            time.Now = August.AddMonths(month);
            Assert.Equal((August.AddMonths(month), 0), await UsedAsync(harness));
        }

        store.Said.Add(new BillingPeriod { Interval = "month", Start = July, End = August });
        await harness.Ledger.LookAgainAsync();
        Assert.Equal((July, 607), await UsedAsync(harness));
    }

    [Fact]
    public async Task The_last_word_that_has_begun_holds_until_the_next_one()
    {
        var (store, time) = (new FakeJobStore(), new ManualTime(July.AddDays(20)));
        var harness = new LedgerHarness(store, time);
        await MoveAsync(harness, July.AddDays(2), 1);
        await MoveAsync(harness, July.AddDays(16), 20);
        await MoveAsync(harness, July.AddDays(19), 300);
        var (first, second) = (Period(July.AddDays(-15), July.AddDays(15)), Period(July.AddDays(15), July.AddDays(45)));
        store.Said.Add(first);
        store.Said.Add(second with { Start = July.AddDays(21), End = July.AddDays(51) });
        await harness.Ledger.LookAgainAsync();
        Assert.Equal((first.Start, 1), await UsedAsync(harness));

        // The announced one begins by itself, also while nothing can be read.
        time.Now = July.AddDays(21);
        store.Pause = () => throw new IOException("The database is away.");
        Assert.Equal((July.AddDays(21), 0), await UsedAsync(harness));
        store.Pause = () => Task.CompletedTask;

        store.Said.Add(second);
        await harness.Ledger.LookAgainAsync();
        Assert.Equal((second.Start, 320), await UsedAsync(harness));
        time.Now = July.AddDays(100);
        Assert.Equal((second.Start, 320), await UsedAsync(harness));
        store.Said.Add(null);
        await harness.Ledger.LookAgainAsync();
        Assert.Equal((July.AddMonths(3), 0), await UsedAsync(harness));
    }

    [Fact]
    public async Task A_project_that_was_not_told_finds_out_within_a_minute_of_being_asked()
    {
        var (store, time) = (new FakeJobStore(), new ManualTime(July.AddDays(20)));
        var harness = new LedgerHarness(store, time);
        Assert.Equal((July, 0), await UsedAsync(harness));
        var said = Period(July.AddDays(-15), July.AddDays(15));
        store.Said.Add(said);
        time.Now += TimeSpan.FromSeconds(59);
        Assert.Equal((July, 0), await UsedAsync(harness));
        time.Now += TimeSpan.FromSeconds(1);
        await UsedAsync(harness);
        Assert.Equal((said.Start, 0), await UsedAsync(harness));
    }

    [Fact]
    public async Task Without_billing_nothing_is_counted()
    {
        var harness = new LedgerHarness(new FakeJobStore(), new ManualTime(July), calendar: new CalendarMonths(false));
        await harness.Ledger.RegisterSourceAsync(new SourceRegistration { Id = Source, Type = "Stripe" });
        await MoveAsync(harness, null, 5);
        var usage = await harness.Ledger.UsageAsync();
        Assert.Null(usage.Period);
        Assert.Empty(usage.RowsBySource);
        Assert.Equal((0, 0, 0), (usage.TotalRows, usage.PendingRows, usage.MaterializedRows));
    }

    [Fact]
    public async Task Acknowledged_rows_are_for_exactly_their_period_and_only_a_correction_takes_them_down()
    {
        var harness = new LedgerHarness(new FakeJobStore(), new ManualTime(July.AddDays(20)));
        await MoveAsync(harness, null, 100);
        var ledger = harness.Ledger;
        Assert.Equal(LedgerOutcome.Done, await ledger.AcknowledgeAsync(Rows(July, August, 60)));
        Assert.Equal(LedgerOutcome.Done, await ledger.AcknowledgeAsync(Rows(July, August.AddDays(1), 99)));
        Assert.Equal(LedgerOutcome.Unchanged, await ledger.AcknowledgeAsync(Rows(July, August, 60)));
        Assert.Equal(LedgerOutcome.NotMonotonic, await ledger.AcknowledgeAsync(Rows(July, August, 59)));
        Assert.Equal((60, 40), await SplitAsync());
        Assert.Equal(LedgerOutcome.Done, await ledger.AcknowledgeAsync(Rows(July, August, 130)));
        Assert.Equal((130, 0), await SplitAsync());
        Assert.Equal(LedgerOutcome.Done, await ledger.AcknowledgeAsync(Rows(July, August, 50) with { IsCorrection = true }));
        Assert.Equal((50, 50), await SplitAsync());
        Assert.Equal(LedgerOutcome.Invalid, await ledger.AcknowledgeAsync(Rows(August, July, 1)));
        Assert.Equal(LedgerOutcome.Invalid, await ledger.AcknowledgeAsync(Rows(July, August, -1)));

        async Task<(long, long)> SplitAsync()
        {
            var usage = await ledger.UsageAsync();
            Assert.Equal(usage.TotalRows, usage.TrackedRows + usage.PendingRows);
            return (usage.TrackedRows, usage.PendingRows);
        }
    }

    private static BillingPeriod Period(DateTimeOffset start, DateTimeOffset end) => new() { Interval = "month", Start = start, End = end };

    private static RowsAcknowledgement Rows(DateTimeOffset start, DateTimeOffset end, long rows) =>
        new() { PeriodStart = start, PeriodEnd = end, Rows = rows };

    private static async Task<(DateTimeOffset, long)> UsedAsync(LedgerHarness harness)
    {
        var usage = await harness.Ledger.UsageAsync();
        return (usage.Period!.Start, usage.TotalRows);
    }

    private static async Task MoveAsync(LedgerHarness harness, DateTimeOffset? createdAt, long rows)
    {
        var id = Guid.NewGuid();
        var start = new JobStart { Id = id, Kind = JobKind.Import, SourceId = Source, Billable = true, CreatedAt = createdAt };
        Assert.Equal(JobOutcome.Done, await harness.Ledger.StartAsync(start, JobOwner.Service));
        Assert.Equal(JobOutcome.Done, await harness.Ledger.FinishAsync(id, JobStatus.Completed, rows, null, JobOwner.Service));
    }
}
