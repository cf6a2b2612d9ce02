using Orleans.Placement;
using Orleans.Runtime;
using Warehouse.Activities;
using Warehouse.Jobs;
using Warehouse.Organizations;
using Warehouse.Registry;
using Warehouse.Usage;

namespace Warehouse.Teams;

/// <summary>
/// Answers from memory. Its registration never changes once it exists; its jobs and sums are in a <see cref="JobLedger"/>, opened with the
/// first question about them.
/// Immovable: the next activation begins with what is stored, not with what was in memory elsewhere.
/// </summary>
[Immovable]
internal sealed partial class TeamGrain(
    RegistryStore registry,
    JobLedgers ledgers,
    JobHistory history,
    ILogger<TeamGrain> logger) : Grain, ITeamGrain, ITeamBilling, IRemindable, IDisposable
{
    private TeamRegistration? _registration;

    private long ProjectId => this.GetPrimaryKeyLong();

    public ValueTask<TeamRegistration?> GetRegistrationAsync() =>
        _registration is not null ? new(_registration) : new(LoadAsync());

    public async ValueTask<ActivityPage> GetRunningActivityAsync(ActivityQuery query)
    {
        if (await OpenLedgerAsync() is not { } ledger)
        {
            return new ActivityPage { Results = [], HasMore = false };
        }

        await WakeOwnerOfJobsAsync(ledger);
        return await ledger.PageAsync(query);
    }

    public Task<ActivityPage> GetCompletedActivityAsync(ActivityQuery query) => history.PageAsync(ProjectId, query);

    public Task<JobStats> GetJobStatsAsync(int days) => days is 1 or 7 or 30
        ? history.CountAsync(ProjectId, days)
        : throw new ArgumentOutOfRangeException(nameof(days), days, "1, 7 or 30.");

    public async ValueTask<UsageReport> GetUsageAsync() =>
        await OpenLedgerAsync() is { } ledger ? await ledger.UsageAsync() : ledgers.NoUsage();

    public Task ReceiveReminder(string reminderName, TickStatus status) => reminderName switch
    {
        JobsReminder => LookForStaleJobsAsync(),
        FormerBackfillReminder => HandBackfillOverAsync(),
        _ => Task.CompletedTask,
    };

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _ledger?.LeaveAsync(cancellationToken) ?? Task.CompletedTask;

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
