namespace Warehouse.Jobs;

/// <summary>How <see cref="JobReporter"/> reports; bound to <c>Warehouse:JobReporter</c>.</summary>
public sealed class JobReporterOptions
{
    public const string Section = "Warehouse:JobReporter";

    /// <summary>How often the progress of all jobs is sent.</summary>
    public TimeSpan ReportEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A job that does not move is reported this often all the same. It must be well under the silos' <c>Warehouse:Jobs:StaleAfter</c>.</summary>
    public TimeSpan HeartbeatEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a start or an end is tried while the cluster or its database is out of reach.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(2);

    internal bool IsValid => ReportEvery > TimeSpan.Zero && HeartbeatEvery > TimeSpan.Zero && Patience > TimeSpan.Zero;
}
