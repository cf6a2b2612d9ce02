using System.Diagnostics;
using Orleans.Runtime;
using Warehouse.Failpoints;
using Warehouse.Failures;
using Warehouse.Reminders;
using Warehouse.Storage;
using Warehouse.Telemetry;
using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Warehouses;

/// <summary>
/// Runs the steps of one warehouse: one at a time from a timer, each result written before the next begins, until
/// <see cref="WarehouseTransitions.Next"/> has no more. A reminder brings the grain back after a crash, and is there as long as there is work.
/// Steps run while calls come in, so status never waits; calls that change the warehouse go through <see cref="CallAsync(Func{Task})"/>, and
/// the machine rests meanwhile.
/// </summary>
internal sealed class WarehouseMachine : IDisposable
{
    private const string ReminderName = "provisioning";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(4);

    // Held while something outside is changed: a reset and a step must not overtake one another on the server.
    private readonly SemaphoreSlim _outside = new(1);

    // Held while the reminder is registered or removed, so that none is removed under work that was just written.
    private readonly SemaphoreSlim _reminding = new(1);
    private readonly Grain _grain;
    private readonly Guid _organizationId;
    private readonly string _bucket;
    private readonly ConfirmedState<WarehouseRecord> _state;
    private readonly WarehouseRunner _runner;
    private readonly ProvisioningOptions _options;
    private readonly WarehouseMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IGrainTimer _timer;
    private bool _calling;
    private bool _hasReminder;
    private ActivityContext _cause;

    public WarehouseMachine(
        Grain grain, Guid organizationId, string bucket, ConfirmedState<WarehouseRecord> state, WarehouseRunner runner,
        ProvisioningOptions options, WarehouseMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_grain, _organizationId, _bucket, _state, _runner) = (grain, organizationId, bucket, state, runner);
        (_options, _metrics, _time, _logger) = (options, metrics, time, logger);
        _timer = grain.RegisterGrainTimer(WorkAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
        {
            Interleave = true,
            KeepAlive = true,
        });
    }

    private bool HasWork => WarehouseTransitions.Next(_state.Value) is not null;

    /// <summary>What the steps work on; without a provision only the organization and its bucket are known.</summary>
    public WarehouseSpec SpecOf(Provision? provision) => provision is null
        ? new WarehouseSpec(_organizationId, "", "", _bucket, "")
        : new WarehouseSpec(_organizationId, provision.DatabaseName, provision.Server, _bucket, provision.Verifier);

    /// <summary>Runs the next step as soon as it is due.</summary>
    public void Schedule()
    {
        if (!_calling && HasWork)
        {
            var wait = (_state.Value.Provision?.NextAttemptAt - _time.GetUtcNow()) ?? TimeSpan.Zero;
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Runs a call that changes the record. The reminder is there first, so that whatever is left half-done is taken up again.</summary>
    public async Task CallAsync(Func<Task> call)
    {
        _calling = true;

        // The trace of the steps that follow points back to this call.
        _cause = Work.Cause;
        try
        {
            await EnsureReminderAsync();
            await call();
        }
        finally
        {
            _calling = false;
            Schedule();
        }
    }

    /// <summary>The same for a call that changes something outside as well: no step runs beside it, and its time is limited.</summary>
    public async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call)
    {
        using var limit = new CancellationTokenSource(CallLimit, _time);
        T result = default!;
        await CallAsync(async () =>
        {
            try
            {
                await _outside.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new UnavailableException("The warehouse is being worked on; nothing was changed. Try again.");
            }

            try
            {
                result = await call(limit.Token);
            }
            finally
            {
                _outside.Release();
            }
        });
        return result;
    }

    /// <summary>The reminder has ticked.</summary>
    public async Task TickAsync()
    {
        _hasReminder = true;
        Schedule();
        await RemoveReminderWithoutWorkAsync();
    }

    /// <summary>The grain leaves this silo: with work left, another silo takes it up soon.</summary>
    public Task HandOverAsync(DeactivationReason reason) =>
        HasWork ? _grain.HandOverAsync(reason, ReminderName, ReminderPeriod) : Task.CompletedTask;

    public void Dispose()
    {
        _outside.Dispose();
        _reminding.Dispose();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _outside.WaitAsync(cancellationToken);
            try
            {
                var record = await _state.ReloadAsync();
                if (!_calling && WarehouseTransitions.Next(record) is { } work)
                {
                    await StepAsync(work, record, cancellationToken);
                }
            }
            finally
            {
                _outside.Release();
            }

            await RemoveReminderWithoutWorkAsync();
            Schedule();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The record could not be read or written. The step may be repeated: it runs again when the database is back.
            WarehouseLog.NotWritten(_logger, _organizationId, exception);
            _timer.Change(_options.RetryDelay * 4, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task StepAsync(WarehouseWork work, WarehouseRecord record, CancellationToken cancellationToken)
    {
        using var span = Work.Begin($"warehouse {work}", _cause);
        span?.SetTag("warehouse.organization", _organizationId.ToString("D"));
        if (record.Provision is not { } provision)
        {
            await _runner.RunAsync(work, record, SpecOf(null), cancellationToken);
            await _state.UpdateAsync(current => current.Finish(work));
            return;
        }

        var (operation, attempt) = (provision.OperationId, provision.Attempts);
        record = await _state.UpdateAsync(current => current.Change(operation, same => same.Begin(work)));
        var startedAt = _time.GetUtcNow();
        var start = Stopwatch.GetTimestamp();
        Failpoint.Hit($"{work}.before");
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var left = provision.AttemptStartedAt + _options.AttemptLimit - startedAt;
            limit.CancelAfter(left > TimeSpan.Zero && left < _options.StepLimit ? left : _options.StepLimit);
            await _runner.RunAsync(work, record, SpecOf(provision), limit.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = ProvisioningException.Classify(exception);
            _metrics.StepFailed(work, Stopwatch.GetElapsedTime(start), reason);
            span.End("failed", reason.Text());
            WarehouseLog.StepFailed(_logger, _organizationId, work, reason, exception);
            await _state.UpdateAsync(current => current.Change(operation, same => same.Attempts != attempt ? same : same.Fail(
                work, reason, ProvisioningException.ResourceOf(exception), startedAt, _time.GetUtcNow(), _options)));
            return;
        }

        _metrics.StepDone(work, Stopwatch.GetElapsedTime(start));
        span.End("done");
        Failpoint.Hit($"{work}.after");
        var now = _time.GetUtcNow();
        await _state.UpdateAsync(current => current.Succeed(record, work, operation, attempt, startedAt, now));
        Failpoint.Hit($"{work}.written");
        WarehouseLog.StepDone(_logger, _organizationId, work, (now - startedAt).TotalMilliseconds);
    }

    private async Task EnsureReminderAsync()
    {
        await _reminding.WaitAsync();
        try
        {
            if (!_hasReminder)
            {
                await _grain.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);
                _hasReminder = true;
            }
        }
        finally
        {
            _reminding.Release();
        }
    }

    private async Task RemoveReminderWithoutWorkAsync()
    {
        await _reminding.WaitAsync();
        try
        {
            if (!_hasReminder || _calling || HasWork)
            {
                return;
            }

            // A call that begins from now on waits for its turn, and registers it anew.
            if (await _grain.GetReminder(ReminderName) is { } reminder)
            {
                await _grain.UnregisterReminder(reminder);
            }

            _hasReminder = false;
        }
        finally
        {
            _reminding.Release();
        }
    }
}
