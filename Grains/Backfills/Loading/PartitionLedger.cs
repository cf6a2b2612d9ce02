using Npgsql;
using NpgsqlTypes;
using Warehouse.Servers;
using Warehouse.Tables;

namespace Warehouse.Backfills.Loading;

/// <summary>
/// <c>loaded_partition</c> in the warehouse's internal schema: written in the transaction that loads the rows, so it is always true.
/// </summary>
internal static class PartitionLedger
{
    private const string Table = $"{WarehouseServer.InternalSchema}.loaded_partition";

    public static Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.ExecuteAsync($"""
        CREATE TABLE IF NOT EXISTS {Table} (
            project_id bigint NOT NULL, dataset text NOT NULL, partition text NOT NULL,
            fingerprint text NOT NULL, planned_at timestamptz NOT NULL,
            rows bigint NOT NULL, files integer NOT NULL, unknown_columns text[] NOT NULL,
            min_time timestamptz, max_time timestamptz, loaded_at timestamptz NOT NULL,
            PRIMARY KEY (project_id, dataset, partition))
        """, cancellationToken);

    /// <summary>What stands in tables that are still there and ours.</summary>
    public static async Task<IReadOnlyList<LoadedPartition>> ReadAsync(NpgsqlConnection connection, BackfillTarget target, CancellationToken cancellationToken)
    {
        if (await connection.ScalarAsync($"SELECT to_regclass('{Table}')::text", cancellationToken) is null)
        {
            return [];
        }

        await using var command = new NpgsqlCommand($"""
            SELECT dataset, partition, fingerprint, planned_at, rows, unknown_columns FROM {Table}
            WHERE project_id = $1 AND EXISTS (
              SELECT FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
              WHERE c.relname = dataset || '_' || $2 AND c.relnamespace = to_regnamespace('public') AND r.rolname = current_user)
            ORDER BY dataset, partition
            """, connection)
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = target.ProjectId }, WarehouseServer.Text(target.TableSuffix) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var loaded = new List<LoadedPartition>();
        while (await reader.ReadAsync(cancellationToken))
        {
            loaded.Add(Read(reader));
        }

        return loaded;
    }

    /// <summary>One partition's row, with the times between which its rows lie.</summary>
    public static async Task<(LoadedPartition Loaded, DateTime? Min, DateTime? Max)?> FindAsync(
        NpgsqlConnection connection, BackfillTarget target, PartitionPlan plan, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT dataset, partition, fingerprint, planned_at, rows, unknown_columns, min_time, max_time
            FROM {Table} WHERE project_id = $1 AND dataset = $2 AND partition = $3
            """, connection);
        command.Parameters.AddRange(Key(target, plan));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (Read(reader), reader.IsDBNull(6) ? null : reader.GetDateTime(6), reader.IsDBNull(7) ? null : reader.GetDateTime(7))
            : null;
    }

    public static Task WriteAsync(
        NpgsqlConnection connection, BackfillTarget target, PartitionPlan plan, LoadedPartition loaded, DateTime? min, DateTime? max, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"""
            INSERT INTO {Table} VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp())
            ON CONFLICT (project_id, dataset, partition) DO UPDATE SET
              fingerprint = excluded.fingerprint, planned_at = excluded.planned_at, rows = excluded.rows, files = excluded.files,
              unknown_columns = excluded.unknown_columns, min_time = excluded.min_time, max_time = excluded.max_time, loaded_at = excluded.loaded_at
            """,
            cancellationToken,
            [
                .. Key(target, plan), WarehouseServer.Text(loaded.Fingerprint), Time(loaded.PlannedAt.UtcDateTime),
                new NpgsqlParameter<long> { TypedValue = loaded.Rows }, new NpgsqlParameter<int> { TypedValue = plan.Files.Count },
                new NpgsqlParameter<string[]> { TypedValue = [.. loaded.UnknownColumns] }, Time(min), Time(max),
            ]);

    /// <summary>The same files were listed again, later.</summary>
    public static Task ConfirmAsync(NpgsqlConnection connection, BackfillTarget target, PartitionPlan plan, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            $"UPDATE {Table} SET planned_at = $4 WHERE project_id = $1 AND dataset = $2 AND partition = $3",
            cancellationToken, [.. Key(target, plan), Time(plan.PlannedAt.UtcDateTime)]);

    /// <summary>Nothing of this dataset is loaded any more.</summary>
    public static Task ForgetAsync(NpgsqlConnection connection, long projectId, DatasetTable table, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            $"DELETE FROM {Table} WHERE project_id = $1 AND dataset = $2",
            cancellationToken, new NpgsqlParameter<long> { TypedValue = projectId }, WarehouseServer.Text(table.Prefix));

    private static LoadedPartition Read(NpgsqlDataReader reader) => new()
    {
        Dataset = DatasetTable.Parse(reader.GetString(0)),
        Partition = reader.GetString(1),
        Fingerprint = reader.GetString(2),
        PlannedAt = reader.GetFieldValue<DateTimeOffset>(3),
        Rows = reader.GetInt64(4),
        UnknownColumns = reader.GetFieldValue<string[]>(5),
    };

    private static NpgsqlParameter[] Key(BackfillTarget target, PartitionPlan plan) =>
    [
        new NpgsqlParameter<long> { TypedValue = target.ProjectId },
        WarehouseServer.Text(DatasetTable.Of(plan.Dataset).Prefix),
        WarehouseServer.Text(plan.Partition),
    ];

    private static NpgsqlParameter Time(DateTime? time) => new() { Value = (object?)time ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
