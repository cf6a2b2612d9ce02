using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Runtime;
using Warehouse.Activities;
using Warehouse.Backfills;
using Warehouse.Backfills.Loading;
using Warehouse.Hosting;
using Warehouse.Jobs;
using Warehouse.ObjectStore;
using Warehouse.Organizations;
using Warehouse.Usage;

namespace Warehouse.Teams;

/// <summary>
/// Answers from memory. Its registration never changes once it exists; its jobs and sums are in a <see cref="JobLedger"/>, opened with the
/// first question about them.
/// Immovable: the next activation begins with what is stored, not with what was in memory elsewhere.
/// </summary>
[Immovable]
internal sealed partial class TeamGrain(
    [PersistentState("team_backfill")] IPersistentState<BackfillRecord> backfill,
    RegistryStore registry,
    JobLedgers ledgers,
    JobHistory history,
    IObjectStore store,
    ProjectTablesSetup tables,
    IOptions<BackfillOptions> options,
    TimeProvider time,
    ILogger<TeamGrain> logger) : Grain, ITeamGrain, ITeamBilling, IRemindable, IDisposable
{
    private TeamRegistration? _registration;

    private long ProjectId => this.GetPrimaryKeyLong();

    public ValueTask<TeamRegistration?> GetRegistrationAsync() =>
        _registration is not null ? new(_registration) : new(LoadAsync());

    public async ValueTask<ActivityPage> GetRunningActivityAsync(ActivityQuery query) =>
        await OpenLedgerAsync() is { } ledger ? await ledger.PageAsync(query) : new ActivityPage { Results = [], HasMore = false };

    public Task<ActivityPage> GetCompletedActivityAsync(ActivityQuery query) => history.PageAsync(ProjectId, query);

    public Task<JobStats> GetJobStatsAsync(int days) => days is 1 or 7 or 30
        ? history.CountAsync(ProjectId, days)
        : throw new ArgumentOutOfRangeException(nameof(days), days, "1, 7 or 30.");

    public async ValueTask<UsageReport> GetUsageAsync() =>
        await OpenLedgerAsync() is { } ledger ? await ledger.UsageAsync() : ledgers.NoUsage();

    public Task ReceiveReminder(string reminderName, TickStatus status) => reminderName switch
    {
        JobsReminder => LookForStaleJobsAsync(),
        // Activated by it, the grain has taken up its backfill already.
        BackfillReminder => Task.CompletedTask,
        _ => Task.CompletedTask,
    };

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (Target is not null)
        {
            Rescan();
        }

        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await (_ledger?.LeaveAsync(cancellationToken) ?? Task.CompletedTask);
        if (HasBackfillToDo)
        {
            await this.HandOverAsync(reason, BackfillReminder, ReminderPeriod);
        }
    }

    public void Dispose() => _ledger?.Dispose();

    // A project that is not registered is asked for again each time: it may be by then. The activation is not worth keeping.
    private async Task<TeamRegistration?> LoadAsync()
    {
        _registration ??= await registry.FindProjectAsync(ProjectId);
        if (_registration is null)
        {
            DeactivateOnIdle();
        }

        return _registration;
    }
}
