using Orleans.Concurrency;

namespace Warehouse.Backfills;

/// <summary>One project's backfill. Callers from elsewhere go through the project's team, which forwards.</summary>
[Alias("warehouse.IBackfillGrain")]
internal interface IBackfillGrain : IGrainWithIntegerKey
{
    /// <summary>Loads what the bucket has into <paramref name="target"/>, which is the project's own warehouse. Repeating it is no error.</summary>
    [Alias("BeginAsync")]
    Task BeginAsync(BackfillTarget target);

    /// <summary>Loads no more into the organization's warehouse. When it returns, no load of ours is under way any more.</summary>
    [Alias("StopAsync")]
    Task StopAsync(Guid organizationId);

    [AlwaysInterleave, Alias("GetReportAsync")]
    ValueTask<BackfillReport> GetReportAsync();

    /// <inheritdoc cref="Teams.ITeamGrain.RescanBackfillAsync"/>
    [Alias("RescanAsync")]
    Task<bool> RescanAsync();

    /// <inheritdoc cref="Teams.ITeamGrain.RetryBackfillAsync"/>
    [Alias("RetryAsync")]
    Task<bool> RetryAsync();

    /// <inheritdoc cref="Teams.ITeamGrain.CancelBackfillAsync"/>
    [Alias("CancelAsync")]
    Task<bool> CancelAsync();

    /// <summary>The silo that runs the load stops in good order; the load was rolled back and is to be begun again elsewhere.</summary>
    [AlwaysInterleave, Alias("LeaveLoadAsync")]
    Task LeaveLoadAsync(Guid loadId);

    /// <summary>Looks whether there is anything to do, and closes jobs of ours that nobody runs.</summary>
    [AlwaysInterleave, Alias("WakeAsync")]
    Task WakeAsync();
}
