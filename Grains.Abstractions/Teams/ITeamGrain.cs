using Orleans.Concurrency;
using Warehouse.Activities;
using Warehouse.Usage;

namespace Warehouse.Teams;

/// <summary>One project (team): the organization it belongs to, its running jobs and its usage.</summary>
[Alias("warehouse.ITeamGrain")]
public interface ITeamGrain : IGrainWithIntegerKey
{
    /// <summary>Null when no such project is registered.</summary>
    [AlwaysInterleave, Alias("GetRegistrationAsync")]
    ValueTask<TeamRegistration?> GetRegistrationAsync();

    /// <summary>The project's running jobs, newest first, ties broken by id.</summary>
    [AlwaysInterleave, Alias("GetRunningActivityAsync")]
    ValueTask<ActivityPage> GetRunningActivityAsync(ActivityQuery query);

    /// <summary>Rows processed in the current billing period.</summary>
    [AlwaysInterleave, Alias("GetUsageAsync")]
    ValueTask<UsageReport> GetUsageAsync();
}
