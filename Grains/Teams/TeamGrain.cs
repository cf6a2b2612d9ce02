using Orleans.Runtime;
using Warehouse.Activities;
using Warehouse.Jobs;
using Warehouse.Organizations;
using Warehouse.Usage;

namespace Warehouse.Teams;

/// <summary>
/// Answers from memory. Its registration never changes once it exists; its jobs and sums are in a <see cref="JobLedger"/>, opened with the
/// first question about them.
/// </summary>
internal sealed partial class TeamGrain(RegistryStore registry, JobLedgers ledgers) : Grain, ITeamGrain, ITeamBilling, IRemindable, IDisposable
{
    private TeamRegistration? _registration;

    private long ProjectId => this.GetPrimaryKeyLong();

    public ValueTask<TeamRegistration?> GetRegistrationAsync() =>
        _registration is not null ? new(_registration) : new(LoadAsync());

    public async ValueTask<ActivityPage> GetRunningActivityAsync(ActivityQuery query) =>
        await OpenLedgerAsync() is { } ledger ? await ledger.PageAsync(query) : new ActivityPage { Results = [], HasMore = false };

    public async ValueTask<UsageReport> GetUsageAsync() =>
        await OpenLedgerAsync() is { } ledger ? await ledger.UsageAsync() : ledgers.NoUsage();

    public Task ReceiveReminder(string reminderName, TickStatus status) => reminderName switch
    {
        JobsReminder => LookForStaleJobsAsync(),
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
