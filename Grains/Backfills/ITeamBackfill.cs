namespace Warehouse.Backfills;

/// <summary>What the warehouse tells a project's team, which passes it on to the project's backfill.</summary>
[Alias("warehouse.ITeamBackfill")]
internal interface ITeamBackfill : IGrainWithIntegerKey
{
    /// <summary>
    /// The warehouse is ready: load what the bucket has. Telling it again is no error; a target of another organization than the project's is
    /// passed over.
    /// </summary>
    [Alias("BeginBackfillAsync")]
    Task BeginBackfillAsync(BackfillTarget target);

    /// <summary>The organization's warehouse is going away: load no more into it.</summary>
    [Alias("StopBackfillAsync")]
    Task StopBackfillAsync(Guid organizationId);
}
