using CsCheck;
using Warehouse.Activities;
using Warehouse.Usage;

namespace Warehouse.Jobs;

public sealed class LedgerPropertyTests
{
    private static readonly DateTimeOffset Epoch = new(2025, 7, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid[] JobIds = [.. Enumerable.Range(1, 8).Select(n => new Guid(n * 7919, 1, 1, [1, 1, 1, 1, 1, 1, 1, 1]))];
    private static readonly Guid[] SourceIds = [.. Enumerable.Range(1, 3).Select(n => new Guid(n, 2, 2, [2, 2, 2, 2, 2, 2, 2, 2]))];

    private static readonly (int, LedgerAction)[] Calls =
    [
        (6, LedgerAction.Start), (8, LedgerAction.Report), (2, LedgerAction.Complete), (2, LedgerAction.Fail), (1, LedgerAction.Cancel),
        (2, LedgerAction.RegisterSource), (1, LedgerAction.RemoveSource), (2, LedgerAction.Acknowledge), (2, LedgerAction.Look),
        (1, LedgerAction.PassTime),
    ];

    [Fact]
    public async Task Any_sequence_of_calls_restarts_and_faults_gives_the_sums_of_the_model() =>
        await LedgerStep.Histories(
            [
                .. Calls, (1, LedgerAction.Restart), (1, LedgerAction.Crash), (1, LedgerAction.LoseWrite),
                (1, LedgerAction.LoseConfirmation), (1, LedgerAction.LoseRead),
            ],
            60)
            .SampleAsync(steps => new History().RunAsync(steps), iter: 3_000, print: Print);

    [Fact]
    public async Task Calls_that_overtake_one_another_leave_memory_as_it_is_rebuilt_from_the_table() =>
        await LedgerStep.Histories(Calls, 60).SampleAsync(RunAtOnceAsync, iter: 1_000, print: Print);

    private static async Task RunAtOnceAsync(LedgerStep[] steps)
    {
        // A grain's calls interleave on one thread at a time, and so do these: the store lets others in at every statement.
        var scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var store = new FakeJobStore { Pause = async () => await Task.Yield() };
        var harness = new LedgerHarness(store, new ManualTime(Epoch));
        var highest = new Dictionary<Guid, long>();
        await Task.WhenAll(steps.Select(step => Task.Factory.StartNew(
            async () =>
            {
                // They begin spread over one another's statements.
                for (var turns = (step.Variant * 7) + step.Rows; turns > 0; turns--)
                {
                    await Task.Yield();
                }

                var id = JobIds[step.Job];
                var ledger = harness.Ledger;
                var outcome = step.Action switch
                {
                    LedgerAction.Start => await ledger.StartAsync(step.ToStart(JobIds, SourceIds, Epoch), JobOwner.Service),
                    LedgerAction.Report => await ledger.ReportAsync(new JobProgress { JobId = id, Rows = step.Rows }, JobOwner.Service),
                    LedgerAction.Complete => await ledger.FinishAsync(id, JobStatus.Completed, step.Rows, null, JobOwner.Service),
                    LedgerAction.Fail => await ledger.FinishAsync(id, JobStatus.Failed, step.Rows, "error", JobOwner.Service),
                    LedgerAction.Cancel => await ledger.FinishAsync(id, JobStatus.Cancelled, null, null, JobOwner.Service),
                    LedgerAction.Look => await LookAsync(ledger),
                    _ => await FlushAsync(ledger),
                };
                if (outcome == JobOutcome.Done && step.Action is not (LedgerAction.Start or LedgerAction.Cancel))
                {
                    highest[id] = Math.Max(highest.GetValueOrDefault(id), step.Rows);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            scheduler).Unwrap()));

        var (usage, page) = (await harness.Ledger.UsageAsync(), await harness.Ledger.PageAsync(All));
        await harness.RestartAsync();
        Assert.Equal(highest.Where(pair => pair.Value > 0).OrderBy(pair => pair.Key),
            store.Jobs.Where(pair => pair.Value.Rows > 0).Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Rows)).OrderBy(
                pair => pair.Key));
        var rebuilt = await harness.Ledger.UsageAsync();
        Assert.Equal(rebuilt.RowsBySource.OrderBy(pair => pair.Key), usage.RowsBySource.OrderBy(pair => pair.Key));
        Assert.Equal(rebuilt.MaterializedRows, usage.MaterializedRows);
        Assert.Equal((await harness.Ledger.PageAsync(All)).Results, page.Results);

        static async Task<JobOutcome> LookAsync(JobLedger ledger)
        {
            await ledger.UsageAsync();
            await ledger.LookAgainAsync();
            return JobOutcome.Unchanged;
        }

        static async Task<JobOutcome> FlushAsync(JobLedger ledger)
        {
            await ledger.FlushAsync(CancellationToken.None);
            return JobOutcome.Unchanged;
        }
    }

    private static readonly ActivityQuery All = new() { Limit = 1000, Offset = 0, CutoffDays = 10_000 };

    private static string Print(LedgerStep[] steps) => string.Join('\n', steps.Select(step => step.ToString()));

    /// <summary>One history on two projects, step by step beside the model.</summary>
    private sealed class History
    {
        private readonly LedgerModel _model = new();
        private readonly FakeJobStore _store = new();
        private readonly ManualTime _time = new(Epoch);
        private readonly LedgerHarness[] _projects;

        public History() => _projects = [new LedgerHarness(_store, _time, 1), new LedgerHarness(_store, _time, 2)];

        public async Task RunAsync(LedgerStep[] steps)
        {
            foreach (var step in steps)
            {
                await RunAsync(step);
            }

            (_store.NextWrite, _store.NextReadFails) = (WriteFault.None, false);
            for (var project = 0; project < _projects.Length; project++)
            {
                await LookAsync(project);
                await _projects[project].RestartAsync();
                await LookAsync(project);
            }
        }

        private async Task RunAsync(LedgerStep step)
        {
            var project = _projects[step.Project];
            var number = step.Project + 1;
            var id = JobIds[step.Job];
            switch (step.Action)
            {
                case LedgerAction.Start:
                    var start = step.ToStart(JobIds, SourceIds, Epoch);
                    var now = _time.Now;
                    await CompareAsync(() => project.Ledger.StartAsync(start, JobOwner.Service), () => _model.Start(number, start, now));
                    break;
                case LedgerAction.Report:
                    await CompareAsync(
                        () => project.Ledger.ReportAsync(new JobProgress { JobId = id, Rows = step.Rows }, JobOwner.Service).AsTask(),
                        () => _model.Report(number, id, step.Rows));
                    break;
                case LedgerAction.Complete:
                    await FinishAsync(JobStatus.Completed, step.Rows);
                    break;
                case LedgerAction.Fail:
                    await FinishAsync(JobStatus.Failed, step.Variant < 6 ? null : step.Rows);
                    break;
                case LedgerAction.Cancel:
                    await FinishAsync(JobStatus.Cancelled, null);
                    break;
                case LedgerAction.RegisterSource:
                    var source = new SourceRegistration { Id = SourceIds[step.Source], Type = step.Variant < 9 ? "Stripe" : "Postgres" };
                    await CompareAsync(() => project.Ledger.RegisterSourceAsync(source), () => _model.RegisterSource(number, source));
                    break;
                case LedgerAction.RemoveSource:
                    await CompareAsync(
                        () => project.Ledger.RemoveSourceAsync(SourceIds[step.Source]),
                        () => _model.RemoveSource(number, SourceIds[step.Source]));
                    break;
                case LedgerAction.Acknowledge:
                    var period = project.Calendar.PeriodAt(step.Variant % 3 == 0 ? Epoch.AddDays(-30) : _time.Now)!;
                    var acknowledgement = new RowsAcknowledgement
                    {
                        PeriodStart = period.Start,
                        PeriodEnd = period.End,
                        Rows = step.Rows,
                        IsCorrection = step.Variant > 8,
                    };
                    await CompareAsync(
                        () => project.Ledger.AcknowledgeAsync(acknowledgement), () => _model.Acknowledge(number, acknowledgement));
                    break;
                case LedgerAction.Look:
                    await LookAsync(step.Project);
                    break;
                case LedgerAction.Restart:
                    await project.RestartAsync();
                    AfterCrash(number);
                    break;
                case LedgerAction.Crash:
                    project.Crash();
                    AfterCrash(number);
                    break;
                case LedgerAction.LoseWrite:
                    _store.NextWrite = WriteFault.NotDone;
                    break;
                case LedgerAction.LoseConfirmation:
                    _store.NextWrite = WriteFault.NotConfirmed;
                    break;
                case LedgerAction.LoseRead:
                    _store.NextReadFails = true;
                    break;
                case LedgerAction.PassTime:
                    // Up to a month and more: the period may end.
                    var span = step.Variant < 9 ? TimeSpan.FromSeconds(step.Rows) : TimeSpan.FromDays(step.Rows / 5.0);
                    await PassAsync(span);
                    break;
                default:
                    throw new InvalidOperationException($"{step.Action} is not for this test.");
            }

            Task FinishAsync(JobStatus status, long? rows) => CompareAsync(
                () => project.Ledger.FinishAsync(id, status, rows, status == JobStatus.Failed ? "error" : null, JobOwner.Service),
                () => _model.Finish(number, id, status, rows));
        }

        // A call that failed has happened when its write had.
        private async Task CompareAsync<T>(Func<Task<T>> call, Func<T> expected)
        {
            _store.LastFault = WriteFault.None;
            var faults = _store.Faults;
            T outcome;
            try
            {
                outcome = await call();
            }
            catch (IOException) when (_store.Faults > faults)
            {
                if (_store.LastFault == WriteFault.NotConfirmed)
                {
                    expected();
                }

                await PassAsync(TimeSpan.FromSeconds(1));
                return;
            }

            Assert.Equal(expected(), outcome);
        }

        // Nothing but progress may be lost, and of that only what was not written.
        private void AfterCrash(long project)
        {
            foreach (var (id, job) in _model.Jobs.Where(job => job.Value.Project == project))
            {
                Assert.Equal(job.Status, _store.Jobs[id].Status);
                Assert.InRange(_store.Jobs[id].Rows, job.Status == JobStatus.Running ? 0 : job.Rows, job.Rows);
                job.Rows = _store.Jobs[id].Rows;
            }
        }

        private async Task LookAsync(int project)
        {
            var ledger = _projects[project].Ledger;
            if (_store.NextReadFails || _store.NextWrite != WriteFault.None)
            {
                return;
            }

            // After a fault the ledger may lag until it has looked for itself, which its timer makes it do.
            await PassAsync(TimeSpan.FromSeconds(4));
            _model.AssertUsage(project + 1, await ledger.UsageAsync(), _projects[project].Calendar.PeriodAt(_time.Now)!);
            foreach (var days in new[] { 0, 5, 10_000 })
            {
                var listed = new List<(Guid, long)>();
                for (var size = 1 + (listed.Count % 3); ;)
                {
                    var page = await ledger.PageAsync(new ActivityQuery { Limit = size, Offset = listed.Count, CutoffDays = days });
                    listed.AddRange(page.Results.Select(activity => (activity.Id, activity.Rows)));
                    if (!page.HasMore)
                    {
                        break;
                    }
                }

                Assert.Equal(_model.Running(project + 1, _time.Now.AddDays(-days)), listed);
            }
        }

        private async Task PassAsync(TimeSpan span)
        {
            int faults;
            do
            {
                faults = _store.Faults;
                var at = _time.Now;
                foreach (var project in _projects)
                {
                    _time.Now = at;
                    await project.PassAsync(span);
                }

                // A timer that has met a fault: for a second nobody else is made to wait for the database.
                span = TimeSpan.FromSeconds(1);
            }
            while (_store.Faults > faults);
        }
    }
}
