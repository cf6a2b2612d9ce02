using Warehouse.Settings;

namespace Warehouse.Jobs;

/// <summary>How <see cref="JobReporter"/> reports.</summary>
[SettingsSection("Warehouse:JobReporter")]
public sealed class JobReporterOptions
{
    /// <summary>How often the progress of all jobs is sent.</summary>
    [Setting("How often the progress of all jobs of the process is sent.", Min = "00:00:00.01")]
    public TimeSpan ReportEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A job that does not move is reported this often all the same. It must be well under the silos' <c>Warehouse:Jobs:StaleAfter</c>.</summary>
    [Setting("How often a job that does not move is reported all the same. Keep it well under the silos' `Warehouse__Jobs__StaleAfter`.", Min = "00:00:00.01")]
    public TimeSpan HeartbeatEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a start or an end is tried while the cluster or its database is out of reach.</summary>
    [Setting("How long a start or an end is tried while the cluster or its database is out of reach.", Min = "00:00:00.01")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(2);
}
