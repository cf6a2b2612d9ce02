using Warehouse.Activities;
using Warehouse.Organizations;
using Warehouse.Usage;

namespace Warehouse.Teams;

/// <summary>Answers from memory; its registration never changes once it exists.</summary>
internal sealed class TeamGrain(RegistryStore registry, IBillingCalendar billing, TimeProvider time) : Grain, ITeamGrain
{
    private static readonly Dictionary<Guid, long> NoSources = [];

    private TeamRegistration? _registration;

    public ValueTask<TeamRegistration?> GetRegistrationAsync() =>
        _registration is not null ? new(_registration) : new(LoadAsync());

    public ValueTask<ActivityPage> GetRunningActivityAsync(ActivityQuery query) =>
        new(new ActivityPage { Results = [], HasMore = false });

    public ValueTask<UsageReport> GetUsageAsync() => new(new UsageReport
    {
        Period = billing.PeriodAt(time.GetUtcNow()),
        RowsBySource = NoSources,
        MaterializedRows = 0,
        TrackedRows = 0,
        PendingRows = 0,
    });

    // A project that is not registered is asked for again each time: it may be by then. The activation is not worth keeping.
    private async Task<TeamRegistration?> LoadAsync()
    {
        _registration = await registry.FindProjectAsync(this.GetPrimaryKeyLong());
        if (_registration is null)
        {
            DeactivateOnIdle();
        }

        return _registration;
    }
}
