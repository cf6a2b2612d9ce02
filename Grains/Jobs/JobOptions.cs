namespace Warehouse.Jobs;

/// <summary>Configuration <c>Warehouse:Jobs</c>.</summary>
internal sealed class JobOptions
{
    /// <summary>A running job that nobody has reported for this long is closed as stale.</summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often reported progress is written; what a crash may lose.</summary>
    public TimeSpan FlushEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>While progress cannot be written for this long, further reports are refused as unavailable, so that no more is lost.</summary>
    public TimeSpan MaxUnwritten { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Running jobs a project may have.</summary>
    public int MaxRunning { get; set; } = 10_000;

    /// <summary>A report that brings no new rows is written this often, as a sign of life.</summary>
    public TimeSpan WriteSignOfLifeEvery => Min(TimeSpan.FromSeconds(30), StaleAfter / 4);

    /// <summary>
    /// A grain that has just come up closes nothing for this long: after an outage of ours the reporters have to be heard again first.
    /// </summary>
    public TimeSpan Grace => Min(TimeSpan.FromMinutes(5), StaleAfter);

    /// <summary>How often stale jobs are looked for. A minute is the least a reminder can do.</summary>
    public TimeSpan ScanEvery => TimeSpan.FromMinutes(Math.Clamp(StaleAfter.TotalMinutes / 4, 1, 15));

    /// <summary>What is wrong with the settings is said at start-up, not by jobs that vanish.</summary>
    public bool IsSound =>
        StaleAfter >= TimeSpan.FromSeconds(1) && FlushEvery > TimeSpan.Zero && MaxUnwritten > FlushEvery && MaxRunning > 0;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
