using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Warehouse.Resilience;
using Warehouse.Teams;

namespace Warehouse.Jobs;

/// <summary>
/// Reports the jobs of this process: start one, tell it how far it is, end it. Progress of all jobs goes out together, one call a second
/// for each project. An outage is waited out; a job that is dropped without an end is closed as failed.
/// </summary>
public sealed partial class JobReporter
{
    private const int ProjectsAtATime = 8;
    private readonly ConcurrentDictionary<ReportedJob, bool> _jobs = new();
    private readonly IGrainFactory _grains;
    private readonly GrainCalls _calls;
    private readonly TimeProvider _time;
    private readonly JobReporterOptions _options;
    private readonly ILogger _logger;
    private volatile bool _isFailing;

    public JobReporter(IGrainFactory grains, GrainCalls calls, TimeProvider time, IOptions<JobReporterOptions> options, ILogger<JobReporter> logger)
    {
        _options = options.Value;
        (_grains, _calls, _time, _logger) = (grains, calls.Patient(_options.Patience), time, logger);
    }

    /// <summary>
    /// Starts a job and begins to report it. It is in the ledger when the call returns. Starting a job that runs already, by the same id,
    /// takes it up again.
    /// </summary>
    /// <exception cref="JobRefusedException">The ledger does not take it, such as for an unknown project.</exception>
    public async Task<ReportedJob> StartAsync(long projectId, JobStart start, CancellationToken cancellationToken = default)
    {
        var outcome = await _calls.CallAsync(grains => grains.Team(projectId).StartJobAsync(start), cancellationToken);
        if (outcome is not (JobOutcome.Done or JobOutcome.Unchanged))
        {
            throw new JobRefusedException(outcome);
        }

        var job = new ReportedJob(this, projectId, start.Id, _time.GetUtcNow());
        _jobs[job] = true;
        return job;
    }

    internal async Task<JobOutcome> EndAsync(ReportedJob job, Func<ITeamGrain, Task<JobOutcome>> end, CancellationToken cancellationToken)
    {
        var outcome = await _calls.CallAsync(grains => end(grains.Team(job.ProjectId)), cancellationToken);
        Forget(job);
        return outcome;
    }

    internal void Forget(ReportedJob job) => _jobs.TryRemove(job, out _);

    internal void LogNotClosed(ReportedJob job, Exception exception) => LogNotClosed(_logger, job.Id, job.ProjectId, exception);

    /// <summary>Sends what is due. What does not get through is sent the next time.</summary>
    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var due = _jobs.Keys.Select(job => job.TakeReport(now, _options.HeartbeatEvery)).OfType<PendingReport>();
        var batches = due.GroupBy(report => report.Job.ProjectId).SelectMany(project => project.Chunk(JobLimits.MaxBatch));
        await Parallel.ForEachAsync(
            batches,
            new ParallelOptions { MaxDegreeOfParallelism = ProjectsAtATime, CancellationToken = cancellationToken },
            SendAsync);
    }

    /// <summary>Closes what the service has left open as it stops.</summary>
    internal Task CloseAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_jobs.Keys.Select(job => job.CloseAsync(cancellationToken).AsTask()));

    private async ValueTask SendAsync(PendingReport[] batch, CancellationToken cancellationToken)
    {
        var projectId = batch[0].Job.ProjectId;
        try
        {
            var outcomes = await _grains.Team(projectId).ReportProgressBatchAsync([.. batch.Select(report => report.Progress)]).AsTask().WaitAsync(cancellationToken);
            var now = _time.GetUtcNow();
            foreach (var (report, outcome) in batch.Zip(outcomes))
            {
                report.Job.Confirm(report, outcome, now);
            }

            _isFailing = false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Progress is never worth stopping a job for: whatever went wrong, the next report says it all again.
            if (!_isFailing)
            {
                _isFailing = true;
                LogNotSent(_logger, batch.Length, projectId, exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The progress of {Count} jobs of project {ProjectId} could not be reported; it is sent again until it can")]
    private static partial void LogNotSent(ILogger logger, int count, long projectId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Job {JobId} of project {ProjectId} could not be closed; the ledger will close it as stale")]
    private static partial void LogNotClosed(ILogger logger, Guid jobId, long projectId, Exception exception);
}
