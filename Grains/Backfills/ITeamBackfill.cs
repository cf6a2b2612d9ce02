namespace Warehouse.Backfills;

/// <summary>What the warehouse tells a project's team.</summary>
[Alias("warehouse.ITeamBackfill")]
internal interface ITeamBackfill : IGrainWithIntegerKey
{
    /// <summary>The warehouse is ready: load what the bucket has. Telling it again is no error.</summary>
    [Alias("BeginBackfillAsync")]
    Task BeginBackfillAsync(BackfillTarget target);

    /// <summary>The warehouse is going away: load no more.</summary>
    [Alias("StopBackfillAsync")]
    Task StopBackfillAsync();
}
