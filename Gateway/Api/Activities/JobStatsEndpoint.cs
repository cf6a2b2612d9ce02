using System.ComponentModel;
using System.Globalization;
using Warehouse.Access;
using Warehouse.Errors;
using Warehouse.Jobs;
using Warehouse.Requests;
using Warehouse.Resilience;
using Warehouse.Routing;

namespace Warehouse.Activities;

/// <summary><c>GET job_stats</c>: how many of the project's jobs succeeded and failed in the last days.</summary>
internal static class JobStatsEndpoint
{
    public static void MapJobStats(this IEndpointRouteBuilder routes) => routes.MapReading("job_stats", HandleAsync)
        .RequireKey()
        .Answers(
            "Count the project's jobs of the last days",
            "Billable imports that ended in the last days, and materializations that were created in them. breakdown counts them by "
            + "the hour (of one day) or by the day (of 7 or 30) they were created in, in UTC, latest first; a job that is older than the "
            + "first of those counts in the totals only.",
            JobStatsResponse.Example)
        .WithQuery(QueryParameter.Integer("days", "1, 7 or 30.", 7))
        .MayRefuse(JobStatsRequest.NoInteger, JobStatsRequest.NoSuchDays);

    private static async Task<IResult> HandleAsync(
        Caller caller, Bound<JobStatsRequest> request, GrainCalls grains, CancellationToken cancellationToken)
    {
        var stats = await grains.CallAsync(all => all.Team(caller.ProjectId).GetJobStatsAsync(request.Value.Days), cancellationToken);
        return TypedResults.Json(JobStatsResponse.From(stats));
    }
}

/// <summary>The query of job_stats.</summary>
internal sealed record JobStatsRequest(int Days) : IReadFromRequest<JobStatsRequest>
{
    public static readonly HandlerError NoInteger = new(400, "invalid_parameter", "Invalid days parameter");
    public static readonly HandlerError NoSuchDays = new(400, "invalid_parameter", "Invalid days parameter. Must be 1, 7, or 30.");

    public static ValueTask<Bound<JobStatsRequest>> ReadAsync(HttpContext context) => ValueTask.FromResult(Read(context.Request.Query));

    private static Bound<JobStatsRequest> Read(IQueryCollection query)
    {
        if ((query.TryGetValue("days", out var values) ? PythonInteger.Parse(values[^1]) : 7) is not { } days)
        {
            return NoInteger;
        }

        return days == 1 || days == 7 || days == 30 ? new JobStatsRequest((int)days) : NoSuchDays;
    }
}

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
            bucket => bucket.Start.UtcDateTime.ToString(
                stats.Days == 1 ? "yyyy-MM-ddTHH:mm:ss+00:00" : "yyyy-MM-dd", CultureInfo.InvariantCulture),
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
