using System.Reflection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Warehouse.Failures;
using Warehouse.Hosting;
using Warehouse.Resilience;
using Warehouse.Teams;

namespace Warehouse.Jobs;

/// <summary>What the reporter says to the ledger, and when.</summary>
public sealed class JobReporterTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ManualTime _time = new(Start);
    private readonly LedgerProxy _ledger;
    private readonly JobReporter _reporter;

    public JobReporterTests()
    {
        var team = DispatchProxy.Create<ITeamGrain, LedgerProxy>();
        _ledger = (LedgerProxy)(object)team;
        var grains = DispatchProxy.Create<IGrainFactory, OneGrainFactory>();
        ((OneGrainFactory)(object)grains).Grain = team;
        var calls = new GrainCalls(grains, new ClusterConnection(new Running()), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30));
        _reporter = new JobReporter(grains, calls, _time, Options.Create(new JobReporterOptions()), NullLogger<JobReporter>.Instance);
    }

    [Fact]
    public async Task Progress_of_all_jobs_of_a_project_goes_out_in_one_call()
    {
        var first = await StartAsync();
        var second = await StartAsync();
        first.Report(10);
        first.Add(5);
        second.Report(7, "one page was empty");
        await _reporter.FlushAsync(default);

        var batch = Assert.Single(_ledger.Batches);
        Assert.Equal(
            [
                new JobProgress { JobId = first.Id, Rows = 15 },
                new JobProgress { JobId = second.Id, Rows = 7, LatestError = "one page was empty" },
            ],
            batch.OrderBy(report => report.Rows == 7));
    }

    [Fact]
    public async Task A_job_that_does_not_move_is_reported_once_a_minute_and_one_that_moves_each_time()
    {
        var job = await StartAsync();
        await _reporter.FlushAsync(default);
        Assert.Empty(_ledger.Batches);
        _time.Now += TimeSpan.FromSeconds(59);
        await _reporter.FlushAsync(default);
        Assert.Empty(_ledger.Batches);
        _time.Now += TimeSpan.FromSeconds(1);
        await _reporter.FlushAsync(default);
        await _reporter.FlushAsync(default);
        Assert.Single(_ledger.Batches);
        job.Report(1);
        await _reporter.FlushAsync(default);
        job.Report(1);
        await _reporter.FlushAsync(default);
        Assert.Equal(2, _ledger.Batches.Count);
    }

    [Fact]
    public async Task Progress_that_did_not_get_through_is_sent_again()
    {
        var job = await StartAsync();
        job.Report(3);
        _ledger.Fail = 1;
        await _reporter.FlushAsync(default);
        Assert.Empty(_ledger.Batches);
        await _reporter.FlushAsync(default);
        Assert.Equal(3, Assert.Single(Assert.Single(_ledger.Batches)).Rows);
        await _reporter.FlushAsync(default);
        Assert.Single(_ledger.Batches);
    }

    [Fact]
    public async Task A_large_number_of_jobs_goes_out_in_batches_the_ledger_takes()
    {
        for (var i = 0; i <= JobLimits.MaxBatch; i++)
        {
            (await StartAsync()).Report(1);
        }

        await _reporter.FlushAsync(default);
        Assert.Equal([1, JobLimits.MaxBatch], _ledger.Batches.Select(batch => batch.Count).Order());
    }

    [Theory]
    [InlineData(JobOutcome.AlreadyFinished)]
    [InlineData(JobOutcome.UnknownJob)]
    [InlineData(JobOutcome.ForeignProject)]
    public async Task A_job_the_ledger_does_not_know_as_running_says_so_and_is_reported_no_more(JobOutcome outcome)
    {
        var job = await StartAsync();
        job.Report(1);
        _ledger.Progress = outcome;
        await _reporter.FlushAsync(default);
        await Task.Delay(Timeout.InfiniteTimeSpan, job.Refused).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(
            TimeSpan.FromSeconds(30));
        Assert.Equal(outcome, job.Refusal);
        job.Report(2);
        await _reporter.FlushAsync(default);
        Assert.Single(_ledger.Batches);
    }

    [Fact]
    public async Task A_report_overtaken_by_a_later_one_is_no_refusal()
    {
        var job = await StartAsync();
        job.Report(1);
        _ledger.Progress = JobOutcome.NotMonotonic;
        await _reporter.FlushAsync(default);
        Assert.Null(job.Refusal);
        Assert.False(job.Refused.IsCancellationRequested);
    }

    [Fact]
    public async Task A_job_that_is_refused_at_the_start_is_an_exception_with_the_reason()
    {
        _ledger.Start = JobOutcome.UnknownProject;
        Assert.Equal(JobOutcome.UnknownProject, (await Assert.ThrowsAsync<JobRefusedException>(StartAsync)).Outcome);
    }

    [Fact]
    public async Task A_start_and_an_end_wait_for_an_outage_to_pass()
    {
        _ledger.Fail = 8;
        var job = await StartAsync();
        _ledger.Fail = 8;
        job.Report(4);
        Assert.Equal(JobOutcome.Done, await job.CompleteAsync());
        Assert.Equal([$"complete {job.Id} 4"], _ledger.Ends);
    }

    [Fact]
    public async Task Disposing_it_without_an_end_closes_it_as_failed_with_the_rows_it_had()
    {
        var job = await StartAsync();
        await using (job)
        {
            job.Report(6);
        }

        Assert.Equal([$"fail {job.Id} 6 The service stopped working on this job without saying how it ended."], _ledger.Ends);
    }

    [Fact]
    public async Task After_an_end_disposing_and_stopping_say_nothing_more()
    {
        var completed = await StartAsync();
        await using (completed)
        {
            await completed.CompleteAsync(9);
        }

        var cancelled = await StartAsync();
        await using (cancelled)
        {
            cancelled.Report(2);
            await cancelled.CancelAsync();
        }

        var failed = await StartAsync();
        await failed.FailAsync(new InvalidOperationException("the source is empty"));
        await _reporter.CloseAsync(default);
        await _reporter.FlushAsync(default);
        Assert.Equal(
            [$"complete {completed.Id} 9", $"report {cancelled.Id} 2", $"cancel {cancelled.Id}", $"fail {failed.Id} 0 the source is empty"],
            _ledger.Ends);
        Assert.Empty(_ledger.Batches);
    }

    [Fact]
    public async Task An_end_whose_answer_never_came_is_not_contradicted()
    {
        var job = await StartAsync();
        using var limit = new CancellationTokenSource();
        _ledger.Fail = int.MaxValue;
        _ledger.Failed = limit.Cancel;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.CompleteAsync(5, limit.Token));
        _ledger.Fail = 0;
        await job.DisposeAsync();
        Assert.Empty(_ledger.Ends);
    }

    [Fact]
    public async Task What_a_stopping_service_leaves_open_is_closed()
    {
        var job = await StartAsync();
        await _reporter.CloseAsync(default);
        Assert.Equal([$"fail {job.Id} 0 {ReportedJob.DroppedError}"], _ledger.Ends);
    }

    private Task<ReportedJob> StartAsync() =>
        _reporter.StartAsync(1, new JobStart { Id = Guid.NewGuid(), Kind = JobKind.Import, SourceId = Guid.Empty });

    /// <summary>A ledger that writes down what it hears. <see cref="DispatchProxy"/> needs it public.</summary>
    public class LedgerProxy : DispatchProxy
    {
        public List<IReadOnlyList<JobProgress>> Batches { get; } = [];

        public List<string> Ends { get; } = [];

        public JobOutcome Start { get; set; } = JobOutcome.Done;

        public JobOutcome Progress { get; set; } = JobOutcome.Done;

        /// <summary>So many calls from now on meet an outage.</summary>
        public int Fail { get; set; }

        public Action? Failed { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (Fail > 0)
            {
                Fail--;
                Failed?.Invoke();
                throw new UnavailableException();
            }

            switch (targetMethod!.Name, args)
            {
                case (nameof(ITeamGrain.StartJobAsync), _):
                    return Task.FromResult(Start);
                case (nameof(ITeamGrain.ReportProgressBatchAsync), [IReadOnlyList<JobProgress> reports]):
                    lock (Batches)
                    {
                        Batches.Add(reports);
                    }

                    return new ValueTask<IReadOnlyList<JobOutcome>>([.. reports.Select(_ => Progress)]);
                case (nameof(ITeamGrain.ReportProgressAsync), [var id, var rows]):
                    Ends.Add($"report {id} {rows}");
                    return new ValueTask<JobOutcome>(Progress);
                case (nameof(ITeamGrain.CompleteJobAsync), [var id, var rows]):
                    return End($"complete {id} {rows}");
                case (nameof(ITeamGrain.FailJobAsync), [var id, var rows, var error]):
                    return End($"fail {id} {rows} {error}");
                case (nameof(ITeamGrain.CancelJobAsync), [var id]):
                    return End($"cancel {id}");
                default:
                    throw new NotSupportedException(targetMethod.Name);
            }
        }

        private Task<JobOutcome> End(string what)
        {
            Ends.Add(what);
            return Task.FromResult(JobOutcome.Done);
        }
    }

    /// <summary>One grain for every key.</summary>
    public class OneGrainFactory : DispatchProxy
    {
        public object? Grain { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Grain;
    }

    private sealed class Running : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted { get; } = new(canceled: true);

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
