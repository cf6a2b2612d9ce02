using Npgsql;
using NpgsqlTypes;
using Warehouse.Usage;

namespace Warehouse.Jobs;

/// <summary>The ledger's tables in the system database.</summary>
internal sealed partial class JobStore(NpgsqlDataSource systemDatabase) : IJobStore
{
    public const string JobColumns =
        "id, project_id, kind, source_id, source_type, name, billable, workflow_run_id, origin, status, rows, created_at, reported_at, finished_at, latest_error";

    public async Task<IReadOnlyList<BillingPeriod?>> LoadSaidPeriodsAsync(Guid organizationId, DateTimeOffset now)
    {
        await using var command = Command(
            """
            SELECT "interval", starts_at, ends_at FROM ledger.billing_period
            WHERE organization_id = $1 AND number >= COALESCE(
              (SELECT max(number) FROM ledger.billing_period WHERE organization_id = $1 AND (starts_at IS NULL OR starts_at <= $2)), 0)
            ORDER BY number
            """, organizationId, now);
        return await ListAsync(command, reader => reader.IsDBNull(0) ? null : new BillingPeriod
        {
            Interval = reader.GetString(0),
            Start = reader.GetFieldValue<DateTimeOffset>(1),
            End = reader.GetFieldValue<DateTimeOffset>(2),
        });
    }

    public async Task<JobRow?> InsertAsync(JobRow job)
    {
        // In one round trip, unless the id is taken.
        await using var command = Command(
            $"""
            INSERT INTO ledger.job ({JobColumns})
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'running', $10, $11, $12, NULL, $13) ON CONFLICT (id) DO NOTHING
            """,
            job.Id, job.ProjectId, Word(job.Kind), job.SourceId, job.SourceType, job.Name, job.Billable, job.WorkflowRunId, job.Origin,
            job.Rows, job.CreatedAt, job.ReportedAt, job.LatestError);
        return await command.ExecuteNonQueryAsync() == 1 ? null : (await FindAsync([job.Id]))[0];
    }

    public async Task<IReadOnlyList<JobRow>> FindAsync(IReadOnlyCollection<Guid> ids)
    {
        await using var command = Command($"SELECT {JobColumns} FROM ledger.job WHERE id = ANY ($1)", ids.ToArray());
        return await ListAsync(command, ReadJob);
    }

    public async Task<IReadOnlyList<JobRow>> ListAsync(long projectId, int limit, Guid? after)
    {
        // The first condition is there for the index: it begins where the page does.
        var rest = after is null ? "" :
            """
            AND created_at <= (SELECT created_at FROM ledger.job WHERE id = $3 AND project_id = $1)
            AND (created_at < (SELECT created_at FROM ledger.job WHERE id = $3 AND project_id = $1) OR id > $3)
            """;
        object?[] values = after is null ? [projectId, limit] : [projectId, limit, after];
        await using var command = Command($"SELECT {JobColumns} FROM ledger.job WHERE project_id = $1 {rest} ORDER BY created_at DESC, id LIMIT $2", values);
        return await ListAsync(command, ReadJob);
    }

    public async Task<JobRow?> FinishAsync(long projectId, Guid id, JobStatus status, long rows, string? error, DateTimeOffset at)
    {
        await using var command = Command(
            $"""
            UPDATE ledger.job
            SET status = $3, rows = GREATEST(rows, $4), latest_error = $5, finished_at = $6, reported_at = GREATEST(reported_at, $6)
            WHERE id = $1 AND project_id = $2 AND status = 'running'
            RETURNING {JobColumns}
            """, id, projectId, Word(status), rows, error, at);
        return (await ListAsync(command, ReadJob)).SingleOrDefault();
    }

    public async Task<IReadOnlyList<JobRow>> WriteProgressAsync(long projectId, IReadOnlyList<ProgressChange> changes)
    {
        await using var command = Command(
            $"""
            UPDATE ledger.job AS j
            SET rows = GREATEST(j.rows, c.rows), reported_at = GREATEST(j.reported_at, c.reported_at), latest_error = COALESCE(c.latest_error, j.latest_error)
            FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::text[]) AS c (id, rows, reported_at, latest_error)
            WHERE j.id = c.id AND j.project_id = $1 AND j.status = 'running'
            RETURNING {string.Join(", ", JobColumns.Split(", ").Select(column => "j." + column))}
            """,
            projectId,
            changes.Select(change => change.Id).ToArray(),
            changes.Select(change => change.Rows).ToArray(),
            changes.Select(change => change.ReportedAt).ToArray(),
            changes.Select(change => change.LatestError).ToArray());
        return await ListAsync(command, ReadJob);
    }

    public async Task<IReadOnlyList<Guid>> CloseStaleAsync(long projectId, IReadOnlyList<Guid> ids, DateTimeOffset lastReport, string error, DateTimeOffset at)
    {
        await using var command = Command(
            """
            UPDATE ledger.job SET status = 'stale', finished_at = $5, latest_error = COALESCE(latest_error, $4)
            WHERE id = ANY ($2) AND project_id = $1 AND status = 'running' AND kind <> 'backfill' AND reported_at <= $3
            RETURNING id
            """, projectId, ids.ToArray(), lastReport, error, at);
        return await ListAsync(command, reader => reader.GetGuid(0));
    }

    public async Task<bool> RegisterSourceAsync(long projectId, SourceRegistration source, DateTimeOffset at)
    {
        await using var command = Command(
            """
            INSERT INTO ledger.source AS s (project_id, id, type, name, created_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (project_id, id) DO UPDATE SET type = excluded.type, name = excluded.name, removed_at = NULL
            WHERE (s.type, s.name) IS DISTINCT FROM (excluded.type, excluded.name) OR s.removed_at IS NOT NULL
            """, projectId, source.Id, source.Type, source.Name, at);
        return await command.ExecuteNonQueryAsync() == 1;
    }

    public async Task<bool> RemoveSourceAsync(long projectId, Guid id, DateTimeOffset at)
    {
        await using var command = Command(
            "UPDATE ledger.source SET removed_at = $3 WHERE project_id = $1 AND id = $2 AND removed_at IS NULL", projectId, id, at);
        return await command.ExecuteNonQueryAsync() == 1;
    }

    public async Task<(long Owner, bool Added)> RegisterTableAsync(Guid organizationId, long projectId, string name, DateTimeOffset at)
    {
        await using var insert = Command(
            "INSERT INTO ledger.project_table (organization_id, name, project_id, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            organizationId, name, projectId, at);
        if (await insert.ExecuteNonQueryAsync() == 1)
        {
            return (projectId, true);
        }

        await using var find = Command("SELECT project_id FROM ledger.project_table WHERE organization_id = $1 AND name = $2", organizationId, name);
        return ((await ListAsync(find, reader => reader.GetInt64(0))).SingleOrDefault(), false);
    }

    /// <summary>Registered tables that are not this project's.</summary>
    public async Task<IReadOnlyList<string>> FindTablesOfOthersAsync(Guid organizationId, long projectId, CancellationToken cancellationToken)
    {
        await using var command = Command("SELECT name FROM ledger.project_table WHERE organization_id = $1 AND project_id <> $2", organizationId, projectId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    public async Task<bool> RemoveTableAsync(Guid organizationId, long projectId, string name)
    {
        await using var command = Command(
            "DELETE FROM ledger.project_table WHERE organization_id = $1 AND project_id = $2 AND name = $3", organizationId, projectId, name);
        return await command.ExecuteNonQueryAsync() == 1;
    }

    public async Task<(long Rows, bool Changed)> AcknowledgeAsync(long projectId, RowsAcknowledgement acknowledgement, DateTimeOffset at)
    {
        await using var write = Command(
            """
            INSERT INTO ledger.acknowledgement AS a (project_id, starts_at, ends_at, rows, changed_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (project_id, starts_at, ends_at) DO UPDATE SET rows = excluded.rows, changed_at = excluded.changed_at
            WHERE a.rows < excluded.rows OR $6 AND a.rows <> excluded.rows
            """,
            projectId, acknowledgement.PeriodStart, acknowledgement.PeriodEnd, acknowledgement.Rows, at, acknowledgement.IsCorrection);
        if (await write.ExecuteNonQueryAsync() == 1)
        {
            return (acknowledgement.Rows, true);
        }

        await using var read = Command(
            "SELECT rows FROM ledger.acknowledgement WHERE project_id = $1 AND starts_at = $2 AND ends_at = $3",
            projectId, acknowledgement.PeriodStart, acknowledgement.PeriodEnd);
        return ((await ListAsync(read, reader => reader.GetInt64(0)))[0], false);
    }

    /// <summary>Notes the billing service's word; false when it is the last word already.</summary>
    public async Task<bool> SetPeriodAsync(Guid organizationId, BillingPeriod? period, DateTimeOffset at)
    {
        await using var command = Command(
            """
            WITH last AS (
              SELECT "interval", starts_at, ends_at FROM ledger.billing_period WHERE organization_id = $1 ORDER BY number DESC LIMIT 1)
            INSERT INTO ledger.billing_period (organization_id, "interval", starts_at, ends_at, said_at)
            SELECT $1, $2::text, $3::timestamptz, $4::timestamptz, $5
            WHERE CASE WHEN EXISTS (SELECT FROM last)
              THEN NOT EXISTS (SELECT FROM last WHERE ("interval", starts_at, ends_at) IS NOT DISTINCT FROM ($2::text, $3::timestamptz, $4::timestamptz))
              ELSE $2::text IS NOT NULL END
            """, organizationId, period?.Interval, period?.Start, period?.End, at);
        return await command.ExecuteNonQueryAsync() == 1;
    }

    public static JobRow ReadJob(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        ProjectId = reader.GetInt64(1),
        Kind = Enum.Parse<JobKind>(reader.GetString(2), ignoreCase: true),
        SourceId = reader.IsDBNull(3) ? null : reader.GetGuid(3),
        SourceType = ReadText(reader, 4),
        Name = ReadText(reader, 5),
        Billable = reader.GetBoolean(6),
        WorkflowRunId = ReadText(reader, 7),
        Origin = ReadText(reader, 8),
        Status = Enum.Parse<JobStatus>(reader.GetString(9), ignoreCase: true),
        Rows = reader.GetInt64(10),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(11),
        ReportedAt = reader.GetFieldValue<DateTimeOffset>(12),
        FinishedAt = reader.IsDBNull(13) ? null : reader.GetFieldValue<DateTimeOffset>(13),
        LatestError = ReadText(reader, 14),
    };

    private static string? ReadText(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    // Enums are stored by name, so that the tables can be read with psql.
#pragma warning disable CA1308 // These are words of ours, not text to be compared.
    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    private static async Task<IReadOnlyList<T>> ListAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read)
    {
        await using var reader = await command.ExecuteReaderAsync();
        return await ReadAllAsync(reader, read);
    }

    private static async Task<IReadOnlyList<T>> ReadAllAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private NpgsqlCommand Command(string sql, params object?[] values)
    {
        var command = systemDatabase.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    // PostgreSQL cannot tell the type of a null by itself; the statements say it where it may be one.
    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value },
        DateTimeOffset time => new NpgsqlParameter { Value = time.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
        _ => new NpgsqlParameter { Value = value },
    };
}
