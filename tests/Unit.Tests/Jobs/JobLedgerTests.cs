using Warehouse.Activities;
using Warehouse.Failures;

namespace Warehouse.Jobs;

public sealed class JobLedgerTests
{
    private static readonly DateTimeOffset Noon = new(2025, 7, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeJobStore _store = new();
    private readonly ManualTime _time = new(Noon);
    private readonly LedgerHarness _harness;

    public JobLedgerTests() => _harness = new LedgerHarness(_store, _time);

    private JobLedger Ledger => _harness.Ledger;

    [Fact]
    public async Task Progress_is_written_together_and_only_when_there_is_some()
    {
        var jobs = new List<Guid>();
        for (var i = 0; i < 100; i++)
        {
            jobs.Add(await StartAsync());
        }

        for (var rows = 1; rows <= 50; rows++)
        {
            foreach (var id in jobs)
            {
                Assert.Equal(JobOutcome.Done, await ReportAsync(id, rows));
            }
        }

        Assert.Equal(0, _store.ProgressWrites);
        await _harness.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, _store.ProgressWrites);
        Assert.All(jobs, id => Assert.Equal(50, _store.Jobs[id].Rows));
    }

    [Fact]
    public async Task A_report_that_brings_nothing_new_is_a_sign_of_life_and_is_written_once_in_a_while()
    {
        var id = await StartAsync();
        for (var second = 0; second < 100; second++)
        {
            await _harness.PassAsync(TimeSpan.FromSeconds(1));
            Assert.Equal(JobOutcome.Unchanged, await ReportAsync(id, 0));
        }

        Assert.Equal(3, _store.ProgressWrites);
    }

    [Fact]
    public async Task While_progress_cannot_be_written_no_more_is_taken_than_may_be_lost()
    {
        var id = await StartAsync();
        _store.Pause = () => throw new IOException("The database is away.");
        Assert.Equal(JobOutcome.Done, await ReportAsync(id, 1));
        await _harness.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(JobOutcome.Done, await ReportAsync(id, 2));
        await _harness.PassAsync(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<UnavailableException>(() => ReportAsync(id, 3));
        Assert.Equal(2, Assert.Single((await PageAsync(10, 0)).Results).Rows);

        _store.Pause = () => Task.CompletedTask;
        await _harness.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(JobOutcome.Done, await ReportAsync(id, 3));
        Assert.Equal(2, _store.Jobs[id].Rows);
    }

    [Fact]
    public async Task An_end_takes_with_it_what_was_not_written_and_holds_nobody_up()
    {
        var (ended, other) = (await StartAsync(), await StartAsync());
        await ReportAsync(ended, 1);
        await Ledger.FinishAsync(ended, JobStatus.Completed, 2, null, JobOwner.Service);
        await _harness.PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, _store.ProgressWrites);
        Assert.Equal(JobOutcome.Done, await ReportAsync(other, 1));
    }

    [Fact]
    public async Task Reads_go_on_from_memory_while_the_database_is_away()
    {
        var id = await StartAsync();
        await ReportAsync(id, 7);
        _store.Pause = () => throw new IOException("The database is away.");
        await Assert.ThrowsAsync<IOException>(() => Ledger.FinishAsync(id, JobStatus.Completed, 8, null, JobOwner.Service));
        await Assert.ThrowsAsync<IOException>(() => StartAsync());
        await Assert.ThrowsAsync<UnavailableException>(() => StartAsync());
        await _harness.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(7, Assert.Single((await PageAsync(10, 0)).Results).Rows);
        Assert.Equal(7, (await Ledger.UsageAsync()).TotalRows);
    }

    [Fact]
    public async Task What_another_activation_has_done_is_found_when_progress_is_written()
    {
        var (ended, ahead) = (await StartAsync(), await StartAsync());
        await ReportAsync(ended, 5);
        await ReportAsync(ahead, 5);
        var other = new LedgerHarness(_store, _time);
        Assert.Equal(JobOutcome.Done, await other.Ledger.FinishAsync(ended, JobStatus.Completed, 9, null, JobOwner.Service));
        Assert.Equal(JobOutcome.Done, await other.Ledger.ReportAsync(new JobProgress { JobId = ahead, Rows = 8 }, JobOwner.Service));
        var theirs = Guid.NewGuid();
        await other.Ledger.StartAsync(Import(theirs), JobOwner.Service);
        await other.RestartAsync();

        await _harness.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(JobOutcome.AlreadyFinished, await ReportAsync(ended, 6));
        Assert.Equal(
            [(theirs, 0), (ahead, 8)], (await PageAsync(10, 0)).Results.Select(job => (job.Id, job.Rows)).OrderBy(job => job.Rows));
        Assert.Equal(17, (await Ledger.UsageAsync()).TotalRows);
    }

    [Fact]
    public async Task A_job_nobody_reports_is_closed_as_stale_with_what_it_moved()
    {
        var (silent, reported) = (await StartAsync(), await StartAsync());
        var backfill = Guid.NewGuid();
        await Ledger.StartAsync(new JobStart { Id = backfill, Kind = JobKind.Backfill }, JobOwner.Warehouse);
        await ReportAsync(silent, 40);
        await _harness.PassAsync(TimeSpan.FromMinutes(30));
        await ReportAsync(reported, 0);
        await _harness.PassAsync(TimeSpan.FromMinutes(30));
        Assert.Null(await Ledger.CloseStaleAsync());
        Assert.Equal((JobStatus.Stale, 40), (_store.Jobs[silent].Status, _store.Jobs[silent].Rows));
        Assert.Equal("Closed as stale: no report for 60 minutes.", _store.Jobs[silent].LatestError);
        Assert.Equal(JobStatus.Running, _store.Jobs[reported].Status);
        Assert.Equal(JobStatus.Running, _store.Jobs[backfill].Status);
        Assert.Equal(JobOutcome.AlreadyFinished, await ReportAsync(silent, 41));
        Assert.Equal(40, (await Ledger.UsageAsync()).TotalRows);
    }

    [Fact]
    public async Task After_a_start_of_ours_reporters_have_time_to_be_heard_again()
    {
        var (silent, reported) = (await StartAsync(), await StartAsync());
        _harness.Crash();
        await _harness.PassAsync(TimeSpan.FromHours(3));
        Assert.Equal(TimeSpan.FromMinutes(5), await Ledger.CloseStaleAsync());
        Assert.True(Ledger.HasRunningOfServices);
        await ReportAsync(reported, 1);
        await _harness.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Null(await Ledger.CloseStaleAsync());
        Assert.Equal([JobStatus.Stale, JobStatus.Running], [_store.Jobs[silent].Status, _store.Jobs[reported].Status]);
    }

    [Fact]
    public async Task Backfills_count_nowhere_and_nobody_else_may_report_them()
    {
        var id = Guid.NewGuid();
        var start = new JobStart { Id = id, Kind = JobKind.Backfill, SourceId = Guid.NewGuid(), Billable = true, Name = "events 2025-07" };
        Assert.Equal(JobOutcome.ReservedKind, await Ledger.StartAsync(start, JobOwner.Service));
        Assert.Equal(JobOutcome.ReservedKind, await Ledger.StartAsync(Import(Guid.NewGuid()), JobOwner.Warehouse));
        Assert.Equal(JobOutcome.Done, await Ledger.StartAsync(start, JobOwner.Warehouse));
        Assert.Equal(JobOutcome.ReservedKind, await ReportAsync(id, 5));
        Assert.Equal(JobOutcome.Done, await Ledger.ReportAsync(new JobProgress { JobId = id, Rows = 9 }, JobOwner.Warehouse));
        var shown = Assert.Single((await PageAsync(10, 0)).Results);
        Assert.Equal(("Backfill", "events 2025-07", 9), (shown.Type, shown.Name, shown.Rows));
        Assert.Equal(JobOutcome.ReservedKind, await Ledger.FinishAsync(id, JobStatus.Cancelled, null, null, JobOwner.Service));
        Assert.Equal(JobOutcome.Done, await Ledger.FinishAsync(id, JobStatus.Completed, 10, null, JobOwner.Warehouse));
        Assert.Equal(JobOutcome.ReservedKind, await Ledger.FinishAsync(id, JobStatus.Completed, 10, null, JobOwner.Service));
        var usage = await Ledger.UsageAsync();
        Assert.Equal((0, 0, 0), (usage.TotalRows, usage.MaterializedRows, usage.RowsBySource.Count));
    }

    [Fact]
    public async Task Running_jobs_of_a_project_are_bounded()
    {
        var harness = new LedgerHarness(_store, _time, 1, new JobOptions { MaxRunning = 2 });
        var first = Guid.NewGuid();
        Assert.Equal(JobOutcome.Done, await harness.Ledger.StartAsync(Import(first), JobOwner.Service));
        Assert.Equal(JobOutcome.Done, await harness.Ledger.StartAsync(Import(Guid.NewGuid()), JobOwner.Service));
        var third = Import(Guid.NewGuid());
        Assert.Equal(JobOutcome.TooManyRunning, await harness.Ledger.StartAsync(third, JobOwner.Service));
        Assert.Equal(JobOutcome.Unchanged, await harness.Ledger.StartAsync(Import(first), JobOwner.Service));
        await harness.Ledger.FinishAsync(first, JobStatus.Completed, 0, null, JobOwner.Service);
        Assert.Equal(JobOutcome.Done, await harness.Ledger.StartAsync(third, JobOwner.Service));
    }

    [Fact]
    public async Task Pages_take_any_limit_offset_and_cutoff()
    {
        for (var i = 0; i < 5; i++)
        {
            await StartAsync();
        }

        Assert.Empty((await PageAsync(50, long.MaxValue)).Results);
        Assert.Equal(5, (await PageAsync(int.MaxValue, long.MinValue)).Results.Count);
        Assert.Empty((await PageAsync(-1, 0)).Results);
        Assert.True((await PageAsync(0, 0)).HasMore);
        foreach (var (days, count) in new[]
        {
            (double.MaxValue, 5), (double.PositiveInfinity, 5), (double.MinValue, 0), (double.NegativeInfinity, 0), (-1, 0), (0, 5),
        })
        {
            Assert.Equal(count, (await Ledger.PageAsync(new ActivityQuery { Limit = 10, Offset = 0, CutoffDays = days })).Results.Count);
        }
    }

    [Fact]
    public async Task A_start_without_a_type_takes_the_one_its_source_is_registered_with()
    {
        var source = Guid.NewGuid();
        await Ledger.RegisterSourceAsync(new SourceRegistration { Id = source, Type = "Hubspot" });
        var start = new JobStart { Id = Guid.NewGuid(), Kind = JobKind.Import, SourceId = source };
        Assert.Equal(JobOutcome.Done, await Ledger.StartAsync(start, JobOwner.Service));
        Assert.Equal(JobOutcome.Unchanged, await Ledger.StartAsync(start, JobOwner.Service));
        Assert.Equal("Hubspot", Assert.Single((await PageAsync(1, 0)).Results).Type);
    }

    [Fact]
    public void Texts_are_kept_in_a_form_the_database_takes()
    {
        Assert.Equal("ab", JobInput.Text("a\0b", 10));
        Assert.Equal("a\ufffdb", JobInput.Text("a\ud800b", 10));
        Assert.Equal("ab", JobInput.Text("ab😀", 3));
        Assert.Equal("ab😀", JobInput.Text("ab😀", 4));
        Assert.False(JobInput.IsName("a\0b"));
        Assert.False(JobInput.IsName(""));
        Assert.True(JobInput.IsName("Bestellungen äöü"));
    }

    private async Task<Guid> StartAsync()
    {
        var id = Guid.CreateVersion7();
        Assert.Equal(JobOutcome.Done, await Ledger.StartAsync(Import(id), JobOwner.Service));
        return id;
    }

    private Task<JobOutcome> ReportAsync(Guid id, long rows) =>
        Ledger.ReportAsync(new JobProgress { JobId = id, Rows = rows }, JobOwner.Service).AsTask();

    private ValueTask<ActivityPage> PageAsync(int limit, long offset) =>
        Ledger.PageAsync(new ActivityQuery { Limit = limit, Offset = offset, CutoffDays = 30 });

    private static JobStart Import(Guid id) =>
        new() { Id = id, Kind = JobKind.Import, SourceId = new Guid("0197a0de-0000-7000-8000-000000000003"), Billable = true };
}
