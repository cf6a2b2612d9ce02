using Npgsql;
using System.Data;
using Warehouse.Usage;

namespace Warehouse.Jobs;

/// <summary>What a project's memory is rebuilt from.</summary>
internal sealed partial class JobStore
{
    public async Task<LedgerImage> LoadAsync(long projectId, IReadOnlyList<BillingPeriod> periods)
    {
        // One round trip and one snapshot: a job that ends meanwhile is either running or finished, not both and not neither.
        await using var connection = await systemDatabase.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var starts = periods.Select(period => period.Start).ToArray();
        var ends = periods.Select(period => period.End).ToArray();
        Add($"SELECT {JobColumns} FROM ledger.job WHERE project_id = $1 AND status = 'running'", projectId);

        // Lateral, so that it is one range of the index for each period, however many jobs there have been before.
        Add(
            """
            SELECT (p.number - 1)::int, s.kind, s.source_id, s.rows
            FROM unnest($2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS p (starts_at, ends_at, number)
            CROSS JOIN LATERAL (
              SELECT kind, source_id, sum(rows)::bigint AS rows FROM ledger.job
              WHERE project_id = $1 AND created_at >= p.starts_at AND created_at < p.ends_at
                AND status <> 'running' AND (kind = 'import' AND billable OR kind = 'materialization')
              GROUP BY kind, source_id) s
            """, projectId, starts, ends);
        Add("SELECT id, type, name, removed_at IS NOT NULL FROM ledger.source WHERE project_id = $1", projectId);
        Add("SELECT name FROM ledger.project_table WHERE project_id = $1", projectId);
        Add(
            """
            SELECT COALESCE(a.rows, 0)
            FROM unnest($2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS p (starts_at, ends_at, number)
            LEFT JOIN ledger.acknowledgement a ON a.project_id = $1 AND a.starts_at = p.starts_at AND a.ends_at = p.ends_at
            ORDER BY p.number
            """, projectId, starts, ends);

        await using var reader = await batch.ExecuteReaderAsync();
        var running = await ReadAllAsync(reader, ReadJob);
        await reader.NextResultAsync();
        var finished = await ReadAllAsync(reader, row => new FinishedSum(
            row.GetInt32(0),
            Enum.Parse<JobKind>(row.GetString(1), ignoreCase: true),
            row.IsDBNull(2) ? null : row.GetGuid(2),
            row.GetInt64(3)));
        await reader.NextResultAsync();
        var sources = await ReadAllAsync(reader, row => new SourceRow(row.GetGuid(0), row.GetString(1), ReadText(row, 2), row.GetBoolean(3)));
        await reader.NextResultAsync();
        var tables = await ReadAllAsync(reader, row => row.GetString(0));
        await reader.NextResultAsync();
        var acknowledged = await ReadAllAsync(reader, row => row.GetInt64(0));
        return new LedgerImage
        {
            Periods = periods,
            Running = running,
            Finished = finished,
            Sources = sources,
            Tables = tables,
            Acknowledged = acknowledged,
        };

        void Add(string sql, params object[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values)
            {
                command.Parameters.Add(Parameter(value));
            }

            batch.BatchCommands.Add(command);
        }
    }
}
