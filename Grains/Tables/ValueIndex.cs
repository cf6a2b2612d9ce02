using System.Text;
using Npgsql;
using NpgsqlTypes;
using Warehouse.Servers;

namespace Warehouse.Tables;

/// <summary>
/// The values of the tables that backfills load, partition by partition, in the warehouse's internal schema. A load writes its partition's
/// in its own transaction, so the index is as true as the table.
/// </summary>
internal static class ValueIndex
{
    private const string Values = $"{WarehouseServer.InternalSchema}.indexed_value";

    /// <summary>
    /// A row for each indexed column of a partition: <c>is_complete</c> tells whether the partition's values, of a JSON column its members,
    /// are all indexed. A member has a row only when some of its values are not.
    /// </summary>
    private const string Keys = $"{WarehouseServer.InternalSchema}.indexed_key";

    public static Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.ExecuteAsync($"""
        CREATE TABLE IF NOT EXISTS {Keys} (
            project_id bigint NOT NULL, dataset text NOT NULL, key text COLLATE "C" NOT NULL, partition text NOT NULL, is_complete boolean NOT NULL,
            PRIMARY KEY (project_id, dataset, key, partition));
        CREATE TABLE IF NOT EXISTS {Values} (
            project_id bigint NOT NULL, dataset text NOT NULL, key text COLLATE "C" NOT NULL,
            size smallint NOT NULL, value text COLLATE "C" NOT NULL, partition text NOT NULL,
            PRIMARY KEY (project_id, dataset, key, size, value, partition));
        CREATE INDEX IF NOT EXISTS indexed_value_by_partition ON {Values} (project_id, dataset, partition);
        """, cancellationToken);

    /// <summary>Replaces what is indexed of a partition. In the transaction that replaces its rows.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection, long projectId, DatasetTable table, string partition, ValueCollector collected, CancellationToken cancellationToken)
    {
        var dataset = table.Prefix;
        await ForgetAsync(connection, projectId, dataset, partition, cancellationToken);
        await using (var keys = await connection.BeginBinaryImportAsync(
            $"COPY {Keys} (project_id, dataset, key, partition, is_complete) FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            foreach (var key in collected.Keys.Where(key => key.IsColumn || !key.IsComplete))
            {
                await keys.StartRowAsync(cancellationToken);
                await keys.WriteAsync(projectId, NpgsqlDbType.Bigint, cancellationToken);
                await keys.WriteAsync(dataset, NpgsqlDbType.Text, cancellationToken);
                await keys.WriteAsync(key.Name, NpgsqlDbType.Text, cancellationToken);
                await keys.WriteAsync(partition, NpgsqlDbType.Text, cancellationToken);
                await keys.WriteAsync(key.IsComplete, NpgsqlDbType.Boolean, cancellationToken);
            }

            await keys.CompleteAsync(cancellationToken);
        }

        await using var values = await connection.BeginBinaryImportAsync(
            $"COPY {Values} (project_id, dataset, key, size, value, partition) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var key in collected.Keys)
        {
            foreach (var bytes in key.Values)
            {
                var value = Encoding.UTF8.GetString(bytes);
                await values.StartRowAsync(cancellationToken);
                await values.WriteAsync(projectId, NpgsqlDbType.Bigint, cancellationToken);
                await values.WriteAsync(dataset, NpgsqlDbType.Text, cancellationToken);
                await values.WriteAsync(key.Name, NpgsqlDbType.Text, cancellationToken);
                await values.WriteAsync(Size(value), NpgsqlDbType.Smallint, cancellationToken);
                await values.WriteAsync(value, NpgsqlDbType.Text, cancellationToken);
                await values.WriteAsync(partition, NpgsqlDbType.Text, cancellationToken);
            }
        }

        await values.CompleteAsync(cancellationToken);
    }

    /// <summary>Nothing of this partition, or without one of this dataset, is loaded any more.</summary>
    public static async Task ForgetAsync(NpgsqlConnection connection, long projectId, string dataset, string? partition, CancellationToken cancellationToken)
    {
        foreach (var table in new[] { Keys, Values })
        {
            await connection.ExecuteAsync(
                $"DELETE FROM {table} WHERE project_id = $1 AND dataset = $2{(partition is null ? "" : " AND partition = $3")}",
                cancellationToken,
                [Project(projectId), WarehouseServer.Text(dataset), .. partition is null ? Array.Empty<NpgsqlParameter>() : [WarehouseServer.Text(partition)]]);
        }
    }

    /// <summary>
    /// Values that contain <paramref name="contains"/>, shortest first, at most <paramref name="limit"/>. Null when the index
    /// is not about that column or member at all.
    /// </summary>
    public static async Task<IndexedValues?> FindAsync(
        NpgsqlConnection connection, long projectId, Dataset dataset, ColumnTarget target, string? contains, int limit, CancellationToken cancellationToken)
    {
        var table = DatasetTable.Of(dataset);
        var column = table.Columns.FirstOrDefault(column => column.Name == target.Column);
        if (column is null || !IsIndexed(column, target)
            || await connection.ScalarAsync($"SELECT to_regclass('{Values}')::text", cancellationToken) is null)
        {
            return null;
        }

        var key = target.JsonPath is { } path ? $"{column.Name}.{path}" : column.Name;
        await using var batch = Query(connection, projectId, table.Prefix, column.Name, key, contains, limit);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var isComplete = reader.GetBoolean(0);
        await reader.NextResultAsync(cancellationToken);
        var values = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            values.Add(reader.GetString(0));
        }

        return new IndexedValues(values, isComplete);
    }

    private static NpgsqlBatch Query(NpgsqlConnection connection, long projectId, string dataset, string column, string key, string? contains, int limit)
    {
        var complete = new NpgsqlBatchCommand($"""
            SELECT (SELECT count(*) FROM {WarehouseServer.InternalSchema}.loaded_partition WHERE project_id = $1 AND dataset = $2)
                 = (SELECT count(*) FROM {Keys} WHERE project_id = $1 AND dataset = $2 AND key = $3 AND is_complete)
               AND NOT EXISTS (SELECT FROM {Keys} WHERE project_id = $1 AND dataset = $2 AND key = $4 AND NOT is_complete)
            """)
        {
            Parameters = { Project(projectId), WarehouseServer.Text(dataset), WarehouseServer.Text(column), WarehouseServer.Text(key) },
        };
        var filter = contains is null ? "" : "WHERE strpos(lower(value COLLATE \"default\"), lower($4)) > 0";
        // From one distinct value to the next, however many partitions have it, and no further than the limit asks for.
#pragma warning disable CA2100 // Constants of ours.
        var values = new NpgsqlBatchCommand($"""
            WITH RECURSIVE distinct_value AS (
              (SELECT size, value FROM {Values} WHERE project_id = $1 AND dataset = $2 AND key = $3 ORDER BY size, value LIMIT 1)
              UNION ALL
              SELECT following.size, following.value FROM distinct_value latest CROSS JOIN LATERAL (
                SELECT size, value FROM {Values}
                WHERE project_id = $1 AND dataset = $2 AND key = $3 AND (size, value) > (latest.size, latest.value)
                ORDER BY size, value LIMIT 1) following)
            SELECT value FROM distinct_value {filter} LIMIT {limit}
            """)
#pragma warning restore CA2100
        {
            Parameters = { Project(projectId), WarehouseServer.Text(dataset), WarehouseServer.Text(key) },
        };
        if (contains is not null)
        {
            values.Parameters.Add(WarehouseServer.Text(contains));
        }

        return new NpgsqlBatch(connection) { BatchCommands = { complete, values } };
    }

    private static bool IsIndexed(DatasetColumn column, ColumnTarget target) => target.JsonPath is { } path
        // A dot in it may be a way through nested objects, or not.
        ? column.Kind == ValueKind.Json && !path.Contains('.', StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(path) <= ValueCollector.MaxBytes
        : column.Kind == ValueKind.Text;

    /// <summary>Characters as PostgreSQL counts them.</summary>
    private static short Size(string value) => (short)value.EnumerateRunes().Count();

    private static NpgsqlParameter<long> Project(long id) => new() { TypedValue = id };
}

/// <param name="IsComplete">Whether there are no other values in the table.</param>
internal sealed record IndexedValues(IReadOnlyList<string> Values, bool IsComplete);
