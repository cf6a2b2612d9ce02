using Orleans.Runtime;
using Warehouse.Jobs;
using Warehouse.Usage;

namespace Warehouse.Teams;

/// <summary>The project's jobs: grain calls, timer and reminder around a <see cref="JobLedger"/>.</summary>
internal sealed partial class TeamGrain
{
    private const string JobsReminder = "jobs";

    private JobLedger? _ledger;
    private IGrainTimer? _jobTimer;
    private IGrainTimer? _graceTimer;
    private bool _hasJobsReminder;
    private int _starting;

    public async Task<IReadOnlyList<Job>> ListJobsAsync(int limit, Guid? after) =>
        await OpenLedgerAsync() is { } ledger ? await ledger.ListAsync(Math.Clamp(limit, 1, 1000), after) : [];

    public async Task<JobOutcome> StartJobAsync(JobStart start)
    {
        if (await OpenLedgerAsync() is not { } ledger)
        {
            return JobOutcome.UnknownProject;
        }

        _starting++;
        try
        {
            // Before the job is there: a crash in between leaves a reminder that finds nothing, not a job that nobody looks after.
            await EnsureJobsReminderAsync();
            return await ledger.StartAsync(start, JobOwner.Service);
        }
        finally
        {
            _starting--;
        }
    }

    public ValueTask<JobOutcome> ReportProgressAsync(Guid jobId, long rows)
    {
        var report = new JobProgress { JobId = jobId, Rows = rows };
        return _ledger is not null ? _ledger.ReportAsync(report, JobOwner.Service) : new(OpenAndReportAsync(report));
    }

    public async ValueTask<IReadOnlyList<JobOutcome>> ReportProgressBatchAsync(IReadOnlyList<JobProgress> reports)
    {
        if (reports.Count > JobLimits.MaxBatch)
        {
            throw new ArgumentException($"A batch holds at most {JobLimits.MaxBatch} reports.", nameof(reports));
        }

        return await OpenLedgerAsync() is { } ledger
            ? await ledger.ReportAsync(reports, JobOwner.Service)
            : [.. reports.Select(_ => JobOutcome.UnknownProject)];
    }

    public Task<JobOutcome> CompleteJobAsync(Guid jobId, long rows) => FinishJobAsync(jobId, JobStatus.Completed, rows, error: null);

    public Task<JobOutcome> FailJobAsync(Guid jobId, long? rows, string error) => FinishJobAsync(jobId, JobStatus.Failed, rows, error);

    public Task<JobOutcome> CancelJobAsync(Guid jobId) => FinishJobAsync(jobId, JobStatus.Cancelled, rows: null, error: null);

    public Task<LedgerOutcome> RegisterSourceAsync(SourceRegistration source) => ChangeAsync(ledger => ledger.RegisterSourceAsync(source));

    public Task<LedgerOutcome> RemoveSourceAsync(Guid sourceId) => ChangeAsync(ledger => ledger.RemoveSourceAsync(sourceId));

    public Task<LedgerOutcome> RegisterTableAsync(string name) => ChangeAsync(ledger => ledger.RegisterTableAsync(name));

    public Task<LedgerOutcome> RemoveTableAsync(string name) => ChangeAsync(ledger => ledger.RemoveTableAsync(name));

    public async ValueTask<IReadOnlyList<string>> GetTablesAsync() =>
        await OpenLedgerAsync() is { } ledger ? await ledger.TablesAsync() : [];

    public Task<LedgerOutcome> AcknowledgeRowsAsync(RowsAcknowledgement acknowledgement) => ChangeAsync(ledger => ledger.AcknowledgeAsync(acknowledgement));

    public Task ReloadPeriodAsync() => _ledger?.LookAgainAsync() ?? Task.CompletedTask;

    /// <summary>The project's ledger, for everything in this grain; null when no such project is registered.</summary>
    private async ValueTask<JobLedger?> OpenLedgerAsync()
    {
        if (_ledger is null && await GetRegistrationAsync() is { } registration)
        {
            // Another call may have opened it meanwhile.
            _jobTimer ??= this.RegisterGrainTimer(
                cancellationToken => _ledger!.TickAsync(cancellationToken),
                new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
            _ledger ??= ledgers.Open(registration, after => _jobTimer.Change(after, Timeout.InfiniteTimeSpan));
        }

        return _ledger;
    }

    private async Task<JobOutcome> OpenAndReportAsync(JobProgress report) =>
        await OpenLedgerAsync() is { } ledger ? await ledger.ReportAsync(report, JobOwner.Service) : JobOutcome.UnknownProject;

    private async Task<JobOutcome> FinishJobAsync(Guid jobId, JobStatus status, long? rows, string? error) =>
        await OpenLedgerAsync() is { } ledger ? await ledger.FinishAsync(jobId, status, rows, error, JobOwner.Service) : JobOutcome.UnknownProject;

    private async Task<LedgerOutcome> ChangeAsync(Func<JobLedger, Task<LedgerOutcome>> change) =>
        await OpenLedgerAsync() is { } ledger ? await change(ledger) : LedgerOutcome.UnknownOwner;

    private async Task EnsureJobsReminderAsync()
    {
        if (!_hasJobsReminder)
        {
            var every = ledgers.Options.ScanEvery;
            await this.RegisterOrUpdateReminder(JobsReminder, every, every);
            _hasJobsReminder = true;
        }
    }

    private async Task LookForStaleJobsAsync()
    {
        _hasJobsReminder = true;
        if (await OpenLedgerAsync() is not { } ledger)
        {
            return;
        }

        if (await ledger.CloseStaleAsync() is { } wait)
        {
            // This tick has woken us up, and the reporters have not had their chance yet.
            _graceTimer ??= this.RegisterGrainTimer(
                _ => LookForStaleJobsAsync(),
                new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
            _graceTimer.Change(wait, Timeout.InfiniteTimeSpan);
        }
        else if (!NeedsJobsReminder(ledger))
        {
            await RemoveJobsReminderAsync();
            if (NeedsJobsReminder(ledger))
            {
                // A job began meanwhile, and its reminder may have gone with the old one.
                _hasJobsReminder = false;
                await EnsureJobsReminderAsync();
            }
        }
    }

    private bool NeedsJobsReminder(JobLedger ledger) => _starting > 0 || ledger.HasRunningOfServices;

    private async Task RemoveJobsReminderAsync()
    {
        _hasJobsReminder = false;
        if (await this.GetReminder(JobsReminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }
}
