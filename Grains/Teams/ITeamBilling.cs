namespace Warehouse.Teams;

/// <summary>What an organization tells its projects.</summary>
[Alias("warehouse.ITeamBilling")]
internal interface ITeamBilling : IGrainWithIntegerKey
{
    /// <summary>The organization's billing period has changed.</summary>
    [Orleans.Concurrency.AlwaysInterleave, Alias("LookAtPeriodAsync")]
    Task ReloadPeriodAsync();
}
