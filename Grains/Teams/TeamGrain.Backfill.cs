using Orleans.Runtime;
using Warehouse.Backfills;

namespace Warehouse.Teams;

/// <summary>The project's backfill, which is a grain of its own: the team is the address that callers know, and forwards.</summary>
internal sealed partial class TeamGrain : ITeamBackfill
{
    /// <summary>Of projects whose backfill began when it was a part of this grain.</summary>
    private const string FormerBackfillReminder = "backfill";

    private IBackfillGrain Backfill => GrainFactory.GetGrain<IBackfillGrain>(ProjectId);

    public async Task BeginBackfillAsync(BackfillTarget target)
    {
        if ((await GetRegistrationAsync())?.OrganizationId == target.OrganizationId)
        {
            await Backfill.BeginAsync(target);
        }
        else
        {
            ForeignTarget(logger, ProjectId, target.OrganizationId);
        }
    }

    public Task StopBackfillAsync(Guid organizationId) => Backfill.StopAsync(organizationId);

    public ValueTask<BackfillReport> GetBackfillAsync() => Backfill.GetReportAsync();

    public Task<bool> RescanBackfillAsync() => Backfill.RescanAsync();

    public Task<bool> RetryBackfillAsync() => Backfill.RetryAsync();

    public Task<bool> CancelBackfillAsync() => Backfill.CancelAsync();

    /// <summary>The backfill takes its reminder over from us.</summary>
    private async Task HandBackfillOverAsync()
    {
        await Backfill.WakeAsync();
        if (await this.GetReminder(FormerBackfillReminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Project {ProjectId} is not organization {OrganizationId}'s: nothing is loaded into that warehouse")]
    private static partial void ForeignTarget(ILogger logger, long projectId, Guid organizationId);
}
