using Npgsql;
using Warehouse.Servers;

namespace Warehouse.Tables;

/// <summary>How a column's values are turned into text.</summary>
internal enum ColumnKind
{
    Plain,
    Array,
    Json,
    Timestamp,
}

/// <summary>A column, and the way into its JSON when the key has one.</summary>
internal sealed record ColumnTarget(string Column, ColumnKind Kind, string? JsonPath);

/// <summary>A table of the warehouse with its columns, as the catalogue has them.</summary>
/// <param name="IsLoginsOwn">Whether it belongs to the login that asks, and is partitioned: nobody else writes to it.</param>
internal sealed record TableColumns(string Schema, string Table, bool IsLoginsOwn, IReadOnlyDictionary<string, ColumnKind> Columns)
{
    /// <summary>
    /// A table, view or foreign table by name, in <c>public</c> first and then in the customer's other schemas; <c>schema.table</c> names
    /// the schema too. Null when there is none, or when it is one of <paramref name="hidden"/>, names with or without their schema.
    /// </summary>
    public static async Task<TableColumns?> FindAsync(NpgsqlConnection connection, string name, string[] hidden, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT n.nspname, c.relname, a.attname,
                   CASE WHEN t.typname IN ('json', 'jsonb') THEN 'json'
                        WHEN t.typcategory = 'A' THEN 'array'
                        WHEN t.typname IN ('timestamptz', 'timestamp') THEN 'timestamp'
                        ELSE 'plain' END,
                   c.is_own
            FROM (
              SELECT c.oid, c.relname, c.relnamespace, c.relkind = 'p' AND pg_get_userbyid(c.relowner) = current_user AS is_own
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
                AND n.nspname NOT LIKE 'pg\_%' AND n.nspname NOT IN ('information_schema', '{WarehouseServer.InternalSchema}')
                AND c.relname <> ALL ($2) AND n.nspname || '.' || c.relname <> ALL ($2)
                AND (c.relname = $1 OR n.nspname || '.' || c.relname = $1)
              ORDER BY n.nspname <> 'public', n.nspname LIMIT 1) c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type t ON t.oid = a.atttypid
            """, connection)
        {
            Parameters = { WarehouseServer.Text(name), new NpgsqlParameter<string[]> { TypedValue = hidden } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        TableColumns? found = null;
        var columns = new Dictionary<string, ColumnKind>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found ??= new TableColumns(reader.GetString(0), reader.GetString(1), reader.GetBoolean(4), columns);
            columns[reader.GetString(2)] = Enum.Parse<ColumnKind>(reader.GetString(3), ignoreCase: true);
        }

        return found;
    }

    /// <summary>
    /// A key is a column, or a JSON column, a dot and the way into it. Null when it is neither.
    /// </summary>
    public ColumnTarget? Resolve(string key)
    {
        if (key.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        if (Columns.TryGetValue(key, out var kind))
        {
            return new ColumnTarget(key, kind, JsonPath: null);
        }

        return key.Split('.', 2) is [var column, { Length: > 0 } path] && Columns.TryGetValue(column, out var outer) && outer == ColumnKind.Json
            ? new ColumnTarget(column, ColumnKind.Json, path)
            : null;
    }
}
