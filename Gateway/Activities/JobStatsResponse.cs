using System.ComponentModel;
using System.Globalization;
using Warehouse.Jobs;

namespace Warehouse.Activities;

/// <summary>Jobs of the last days, counted.</summary>
internal sealed record JobStatsResponse
{
    public required int Days { get; init; }

    [Description("The days are counted back from now to here.")]
    public required DateTimeOffset CutoffTime { get; init; }

    public required long TotalJobs { get; init; }

    public required long SuccessfulJobs { get; init; }

    public required long FailedJobs { get; init; }

    [Description("Billable imports that ended since cutoff_time; running are those created since.")]
    public required JobCountsResponse ExternalDataJobs { get; init; }

    [Description("Materializations created since cutoff_time.")]
    public required JobCountsResponse ModelingJobs { get; init; }

    [Description("By the hour, as 2025-07-01T12:00:00+00:00, or by the day, as 2025-07-01.")]
    public required IReadOnlyDictionary<string, JobOutcomesResponse> Breakdown { get; init; }

    public static JobStatsResponse Example => new()
    {
        Days = 7,
        CutoffTime = new DateTimeOffset(2025, 7, 1, 12, 0, 0, TimeSpan.Zero),
        TotalJobs = 3,
        SuccessfulJobs = 2,
        FailedJobs = 1,
        ExternalDataJobs = new JobCountsResponse { Total = 2, Running = 1, Successful = 1, Failed = 1 },
        ModelingJobs = new JobCountsResponse { Total = 1, Running = 0, Successful = 1, Failed = 0 },
        Breakdown = new Dictionary<string, JobOutcomesResponse> { ["2025-07-08"] = new() { Successful = 2, Failed = 1 } },
    };

    public static JobStatsResponse From(JobStats stats) => new()
    {
        Days = stats.Days,
        CutoffTime = stats.Since,
        TotalJobs = stats.Imports.Total + stats.Materializations.Total,
        SuccessfulJobs = stats.Imports.Completed + stats.Materializations.Completed,
        FailedJobs = stats.Imports.Failed + stats.Materializations.Failed,
        ExternalDataJobs = JobCountsResponse.From(stats.Imports),
        ModelingJobs = JobCountsResponse.From(stats.Materializations),
        Breakdown = stats.Breakdown.ToDictionary(
            bucket => bucket.Start.UtcDateTime.ToString(stats.Days == 1 ? "yyyy-MM-ddTHH:mm:ss+00:00" : "yyyy-MM-dd", CultureInfo.InvariantCulture),
            bucket => new JobOutcomesResponse { Successful = bucket.Completed, Failed = bucket.Failed }),
    };
}

/// <summary>Jobs of one sort.</summary>
internal sealed record JobCountsResponse
{
    public required long Total { get; init; }

    public required long Running { get; init; }

    public required long Successful { get; init; }

    public required long Failed { get; init; }

    public static JobCountsResponse From(JobCounts counts) =>
        new() { Total = counts.Total, Running = counts.Running, Successful = counts.Completed, Failed = counts.Failed };
}

/// <summary>Jobs of one hour or day.</summary>
internal sealed record JobOutcomesResponse
{
    public required long Successful { get; init; }

    public required long Failed { get; init; }
}
