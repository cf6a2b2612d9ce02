using Warehouse.Teams;

namespace Warehouse.Jobs;

/// <summary>
/// A running job of this process. End it with <see cref="CompleteAsync"/>, <see cref="FailAsync(string, CancellationToken)"/> or
/// <see cref="CancelAsync"/>; disposing it without any of these closes it as failed. Safe to use from several threads.
/// </summary>
public sealed class ReportedJob : IAsyncDisposable
{
    internal const string DroppedError = "The service stopped working on this job without saying how it ended.";

    private readonly JobReporter _reporter;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _refused = new();
    private DateTimeOffset _confirmedAt;
    private long _rows;
    private string? _latestError;
    private int _version;
    private int _confirmedVersion;
    private bool _hasEnded;

    internal ReportedJob(JobReporter reporter, long projectId, Guid id, DateTimeOffset now) =>
        (_reporter, ProjectId, Id, _confirmedAt) = (reporter, projectId, id, now);

    public Guid Id { get; }

    public long ProjectId { get; }

    /// <summary>All rows moved so far, as told to <see cref="Report"/> and <see cref="Add"/>.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>
    /// Cancelled when the ledger says that this job does not run any more, such as when somebody cancelled it or it was closed as stale:
    /// what moves from now on is not counted. Pass it on to the work.
    /// </summary>
    public CancellationToken Refused => _refused.Token;

    /// <summary>What the ledger said as it refused a report; null as long as it takes them.</summary>
    public JobOutcome? Refusal { get; private set; }

    /// <summary>
    /// The job has moved <paramref name="rows"/> rows in all; fewer than before changes nothing. Returns at once, never throws, and may be
    /// called for every row.
    /// </summary>
    /// <param name="rows">All rows since the job began.</param>
    /// <param name="latestError">What went wrong lately, when the job goes on all the same.</param>
    public void Report(long rows, string? latestError = null)
    {
        lock (_lock)
        {
            if (rows > _rows || latestError is not null)
            {
                _rows = Math.Max(_rows, rows);
                _latestError = latestError ?? _latestError;
                _version++;
            }
        }
    }

    /// <summary>The job has moved <paramref name="rows"/> more rows. As <see cref="Report"/>.</summary>
    public void Add(long rows)
    {
        lock (_lock)
        {
            Report(_rows + rows);
        }
    }

    /// <summary>The job has ended well, with <paramref name="rows"/> rows in all or those reported. In the ledger when the call returns.</summary>
    public Task<JobOutcome> CompleteAsync(long? rows = null, CancellationToken cancellationToken = default)
    {
        Report(rows ?? 0);
        return EndAsync(team => team.CompleteJobAsync(Id, Rows), cancellationToken);
    }

    /// <summary>The job has failed with <paramref name="exception"/>; its message is what the ledger keeps and users see.</summary>
    public Task<JobOutcome> FailAsync(Exception exception, CancellationToken cancellationToken = default) => FailAsync(exception.Message, cancellationToken);

    /// <summary>The job has failed; users see <paramref name="error"/>. In the ledger when the call returns.</summary>
    public Task<JobOutcome> FailAsync(string error, CancellationToken cancellationToken = default) =>
        EndAsync(team => team.FailJobAsync(Id, Rows, error), cancellationToken);

    /// <summary>The job was called off. In the ledger when the call returns.</summary>
    public Task<JobOutcome> CancelAsync(CancellationToken cancellationToken = default) => EndAsync(
        async team =>
        {
            // A cancellation carries no rows of its own.
            await team.ReportProgressAsync(Id, Rows);
            return await team.CancelJobAsync(Id);
        },
        cancellationToken);

    /// <summary>Closes the job as failed when no end was reported. Never throws.</summary>
    public ValueTask DisposeAsync() => CloseAsync(CancellationToken.None);

    internal async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            // An end that was tried and not confirmed may stand: another one would contradict it.
            if (!HasEnded())
            {
                await FailAsync(DroppedError, cancellationToken);
            }
        }
        catch (Exception exception)
        {
            _reporter.LogNotClosed(this, exception);
        }
        finally
        {
            _reporter.Forget(this);
        }
    }

    /// <summary>Null when there is nothing to say.</summary>
    internal PendingReport? TakeReport(DateTimeOffset now, TimeSpan heartbeatEvery)
    {
        lock (_lock)
        {
            var isDue = _version != _confirmedVersion || now - _confirmedAt >= heartbeatEvery;
            return isDue && !_hasEnded && Refusal is null
                ? new PendingReport(this, new JobProgress { JobId = Id, Rows = _rows, LatestError = _latestError }, _version)
                : null;
        }
    }

    internal void Confirm(PendingReport report, JobOutcome outcome, DateTimeOffset now)
    {
        lock (_lock)
        {
            (_confirmedVersion, _confirmedAt) = (report.Version, now);
            if (_hasEnded || outcome is JobOutcome.Done or JobOutcome.Unchanged or JobOutcome.NotMonotonic)
            {
                return;
            }

            Refusal = outcome;
        }

        // Not on this thread: what the service does about it must not hold up the other jobs.
        _ = _refused.CancelAsync();
    }

    private Task<JobOutcome> EndAsync(Func<ITeamGrain, Task<JobOutcome>> end, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _hasEnded = true;
        }

        return _reporter.EndAsync(this, end, cancellationToken);
    }

    private bool HasEnded()
    {
        lock (_lock)
        {
            return _hasEnded;
        }
    }
}
