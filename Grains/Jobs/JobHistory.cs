using Npgsql;
using Warehouse.Activities;

namespace Warehouse.Jobs;

/// <summary>Jobs that are over, read from the ledger's tables at every question: memory keeps only those that run.</summary>
internal sealed class JobHistory(NpgsqlDataSource systemDatabase, TimeProvider time)
{
    public async Task<ActivityPage> PageAsync(long projectId, ActivityQuery query)
    {
        await using var command = systemDatabase.CreateCommand($"""
            SELECT {JobStore.JobColumns} FROM ledger.job WHERE project_id = $1 AND created_at >= $2 AND status <> 'running'
            ORDER BY created_at DESC, id LIMIT $3 OFFSET $4
            """);
        command.Parameters.Add(Number(projectId));
        command.Parameters.Add(Time(JobBook.CutoffOf(query, time.GetUtcNow())));
        command.Parameters.Add(Number(query.Limit + 1L));
        command.Parameters.Add(Number(query.Offset));
        await using var reader = await command.ExecuteReaderAsync();
        var jobs = new List<Activity>();
        while (await reader.ReadAsync())
        {
            jobs.Add(JobViews.Finished(JobStore.ReadJob(reader)));
        }

        return new ActivityPage { Results = [.. jobs.Take(query.Limit)], HasMore = jobs.Count > query.Limit };
    }

    public async Task<JobStats> CountAsync(long projectId, int days)
    {
        var now = time.GetUtcNow();
        var since = now.AddDays(-days);
        await using var command = systemDatabase.CreateCommand("""
            SELECT kind, date_trunc($3, created_at, 'UTC'), status, count(*) FROM (
              SELECT kind, created_at, status FROM ledger.job WHERE project_id = $1 AND kind = 'import' AND billable AND finished_at >= $2
              UNION ALL
              SELECT kind, created_at, status FROM ledger.job WHERE project_id = $1 AND kind = 'import' AND billable AND status = 'running' AND created_at >= $2
              UNION ALL
              SELECT kind, created_at, status FROM ledger.job WHERE project_id = $1 AND kind = 'materialization' AND created_at >= $2) jobs
            GROUP BY 1, 2, 3
            """);
        command.Parameters.Add(Number(projectId));
        command.Parameters.Add(Time(since));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = days == 1 ? "hour" : "day" });
        var counted = new List<(JobKind Kind, DateTimeOffset Start, JobStatus Status, long Count)>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                counted.Add((
                    Enum.Parse<JobKind>(reader.GetString(0), ignoreCase: true), reader.GetFieldValue<DateTimeOffset>(1),
                    Enum.Parse<JobStatus>(reader.GetString(2), ignoreCase: true), reader.GetInt64(3)));
            }
        }

        var (latest, step, buckets) = days == 1
            ? (new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(1), 24)
            : (new DateTimeOffset(now.Date, TimeSpan.Zero), TimeSpan.FromDays(1), days);
        return new JobStats
        {
            Days = days,
            Since = since,
            Imports = Count(JobKind.Import),
            Materializations = Count(JobKind.Materialization),
            Breakdown = [.. Enumerable.Range(0, buckets).Select(i => latest - (i * step)).Select(start => new JobBucket
            {
                Start = start,
                Completed = Sum(row => row.Start == start && row.Status == JobStatus.Completed),
                Failed = Sum(row => row.Start == start && HasFailed(row.Status)),
            })],
        };

        JobCounts Count(JobKind kind) => new()
        {
            // As the original counts: of imports those that ended, of materializations all.
            Total = Sum(row => row.Kind == kind && (kind == JobKind.Materialization || row.Status != JobStatus.Running)),
            Running = Sum(row => row.Kind == kind && row.Status == JobStatus.Running),
            Completed = Sum(row => row.Kind == kind && row.Status == JobStatus.Completed),
            Failed = Sum(row => row.Kind == kind && HasFailed(row.Status)),
        };

        long Sum(Func<(JobKind Kind, DateTimeOffset Start, JobStatus Status, long Count), bool> matches) => counted.Where(matches).Sum(row => row.Count);
    }

    private static bool HasFailed(JobStatus status) => status is JobStatus.Failed or JobStatus.Stale;

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<DateTimeOffset> Time(DateTimeOffset value) => new() { TypedValue = value };
}
