using System.Diagnostics;
using Warehouse.Failpoints;
using Warehouse.Telemetry;
using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Warehouses;

/// <summary>The timer's half: one piece of work a tick, until there is none.</summary>
internal sealed partial class WarehouseGrain
{
    private void Schedule()
    {
        if (_calling || WarehouseTransitions.Next(_record) is null)
        {
            return;
        }

        var wait = (_record.Provision?.NextAttemptAt - time.GetUtcNow()) ?? TimeSpan.Zero;
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _effects.WaitAsync(cancellationToken);
            try
            {
                await ReloadAsync();
                if (!_calling && WarehouseTransitions.Next(_record) is { } work)
                {
                    await StepAsync(work, cancellationToken);
                }
            }
            finally
            {
                _effects.Release();
            }

            if (!_calling && _hasReminder && WarehouseTransitions.Next(_record) is null)
            {
                await RemoveReminderAsync();
            }

            Schedule();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The record could not be read or written. The step is idempotent: it runs again when the database is back.
            Log.NotWritten(logger, Id, exception);
            _timer.Change(options.Value.RetryDelay * 4, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task StepAsync(WarehouseWork work, CancellationToken cancellationToken)
    {
        using var span = Work.Begin($"warehouse {work}", _cause);
        span?.SetTag("warehouse.organization", Id.ToString("D"));
        if (_record.Provision is not { } provision)
        {
            await runner.RunAsync(work, _record, new WarehouseSpec(Id, "", "", Bucket, ""), cancellationToken);
            await UpdateAsync(Finished);
            return;
        }

        var (operation, attempt) = (provision.OperationId, provision.Attempts);
        await UpdateProvisionAsync(operation, current => current.Begin(work));
        var startedAt = time.GetUtcNow();
        var start = Stopwatch.GetTimestamp();
        Failpoint.Hit($"{work}.before");
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var left = provision.AttemptStartedAt + options.Value.AttemptLimit - startedAt;
            limit.CancelAfter(left > TimeSpan.Zero && left < options.Value.StepLimit ? left : options.Value.StepLimit);
            await runner.RunAsync(work, _record, SpecOf(provision), limit.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = ProvisioningException.Classify(exception);
            metrics.StepFailed(work, Stopwatch.GetElapsedTime(start), reason);
            span.End("failed", reason.Text());
            Log.StepFailed(logger, Id, work, reason, exception);
            await UpdateProvisionAsync(operation, current => current.Attempts != attempt ? current : current.Fail(
                work, reason, (exception as ProvisioningException)?.Resource, startedAt, time.GetUtcNow(), options.Value));
            return;
        }

        metrics.StepDone(work, Stopwatch.GetElapsedTime(start));
        span.End("done");
        Failpoint.Hit($"{work}.after");
        var now = time.GetUtcNow();
        // A deletion or a healing that was asked for meanwhile is an attempt of its own: this step's result is not about it.
        await UpdateAsync(record => record.Provision?.OperationId != operation || record.Provision.Attempts != attempt
            ? record
            : Finished(record with { Provision = record.Provision.Succeed(work, startedAt, now) }));
        Failpoint.Hit($"{work}.written");
        Log.StepDone(logger, Id, work, (now - startedAt).TotalMilliseconds);

        WarehouseRecord Finished(WarehouseRecord record) => work switch
        {
            WarehouseWork.ReleaseUnusedName => record with { NameIntent = null },
            WarehouseWork.RemoveRemains or WarehouseWork.Remove => record with { Remains = [] },
            _ => record,
        };
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Organization {OrganizationId}: provision of {DatabaseName} on server {Server} accepted")]
        public static partial void Accepted(ILogger logger, Guid organizationId, string databaseName, string server);

        [LoggerMessage(LogLevel.Information, "Organization {OrganizationId}: {Step} done in {Milliseconds:F0} ms")]
        public static partial void StepDone(ILogger logger, Guid organizationId, WarehouseWork step, double milliseconds);

        [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId}: {Step} failed: {Reason}")]
        public static partial void StepFailed(ILogger logger, Guid organizationId, WarehouseWork step, FailureReason reason, Exception exception);

        [LoggerMessage(LogLevel.Information, "Organization {OrganizationId}: password reset")]
        public static partial void Reset(ILogger logger, Guid organizationId);

        [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId}: password reset failed")]
        public static partial void ResetFailed(ILogger logger, Guid organizationId, Exception exception);

        [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId}: warehouse server {Server} was not asked whether the name is free")]
        public static partial void NotLookedUp(ILogger logger, Guid organizationId, string server, Exception exception);

        [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId}: the warehouse's state was not written")]
        public static partial void NotWritten(ILogger logger, Guid organizationId, Exception exception);
    }
}
