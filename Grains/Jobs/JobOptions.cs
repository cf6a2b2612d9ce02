using Warehouse.Settings;

namespace Warehouse.Jobs;

/// <summary>How jobs are kept.</summary>
[SettingsSection("Warehouse:Jobs")]
internal sealed class JobOptions
{
    [Setting(
        "A running job that nobody has reported for this long is closed as stale. It is looked for every quarter of that, but not more than "
        + "once a minute and not less than every 15 minutes.",
        Min = "00:00:01")]
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromHours(1);

    [Setting("How long reported progress may wait in memory: what a crash may lose.", Min = "00:00:00.01")]
    public TimeSpan FlushEvery { get; set; } = TimeSpan.FromSeconds(2);

    [Setting("While progress cannot be written for this long, more is refused. It is above `FlushEvery`.", Min = "00:00:00.01")]
    public TimeSpan MaxUnwritten { get; set; } = TimeSpan.FromSeconds(15);

    [Setting("Running jobs of one project.", Unit = "jobs", Min = "1")]
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
    public bool IsSound => MaxUnwritten > FlushEvery;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
