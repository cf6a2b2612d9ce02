using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Runtime;
using Warehouse.Backfills.Loading;
using Warehouse.ObjectStore;
using Warehouse.Reminders;
using Warehouse.Storage;

namespace Warehouse.Backfills;

/// <summary>
/// A project's backfill: calls, timer and reminder around a <see cref="BackfillMachine"/>. Its state has the name it had when it was the
/// team's: storage knows a state by that name and the project's id, so it is the same row.
/// Immovable: the next activation begins with what is stored, not with what was in memory elsewhere.
/// </summary>
[Immovable]
internal sealed class BackfillGrain(
    [PersistentState("team_backfill")] IPersistentState<BackfillRecord> storage,
    IObjectStore store,
    ProjectTablesSetup tables,
    IOptions<BackfillOptions> options,
    IOptions<LoadLimits> limits,
    TimeProvider time,
    ILogger<BackfillGrain> logger) : Grain, IBackfillGrain, IRemindable
{
    private const string ReminderName = "backfill";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private ConfirmedState<BackfillRecord> _record = null!;
    private BackfillMachine _machine = null!;
    private IGrainTimer _timer = null!;
    private bool _hasReminder;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var projectId = this.GetPrimaryKeyLong();
        _record = new ConfirmedState<BackfillRecord>(storage, DeactivateOnIdle);
        var loads = new BackfillLoads(projectId, _record, tables, GrainFactory, time);
        _machine = new BackfillMachine(projectId, _record, loads, store, tables, options, limits.Value, time, logger);
        _timer = this.RegisterGrainTimer(WorkAsync, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan)
        {
            Interleave = true,
            KeepAlive = true,
        });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _machine.HasWork ? this.HandOverAsync(reason, ReminderName, ReminderPeriod) : Task.CompletedTask;

    public async Task BeginAsync(BackfillTarget target)
    {
        await EnsureReminderAsync();
        await _machine.BeginAsync(target);

        // A round that found nothing to do may have removed it meanwhile.
        await EnsureReminderAsync();
        Wake();
    }

    public async Task StopAsync(Guid organizationId)
    {
        await _machine.StopAsync(organizationId);
        Wake();
    }

    public ValueTask<BackfillReport> GetReportAsync() => new(_machine.Report());

    public Task<bool> RescanAsync() => ThenWakeAsync(_machine.RescanAsync());

    public Task<bool> RetryAsync() => ThenWakeAsync(_machine.RetryAsync());

    public Task<bool> CancelAsync() => ThenWakeAsync(_machine.CancelAsync());

    public Task LeaveLoadAsync(Guid loadId) => _record.UpdateAsync(current => current.Leave(loadId, hasLeft: true));

    public async Task WakeAsync()
    {
        if (_record.Value.Target is not null)
        {
            await EnsureReminderAsync();
        }

        Wake();
    }

    /// <summary>A tick finds the grain activated, and with that at work.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _hasReminder = true;
        if (_machine.IsAtRest)
        {
            await RemoveReminderAsync();
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        var wait = await _machine.WorkAsync(cancellationToken);
        if (!_machine.IsAtRest)
        {
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
        else if (_hasReminder)
        {
            await RemoveReminderAsync();
        }
    }

    private async Task<bool> ThenWakeAsync(Task<bool> call)
    {
        try
        {
            return await call;
        }
        finally
        {
            // Also after a failure: what was written is to be carried out.
            Wake();
        }
    }

    private void Wake() => _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);

    private async Task EnsureReminderAsync()
    {
        if (!_hasReminder)
        {
            await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);
            _hasReminder = true;
        }
    }

    private async Task RemoveReminderAsync()
    {
        _hasReminder = false;
        if (await this.GetReminder(ReminderName) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }
}
