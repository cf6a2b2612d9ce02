using Npgsql;
using NpgsqlTypes;
using Warehouse.Servers;
using Warehouse.Tables;

namespace Warehouse.PropertyValues;

/// <summary>The query for a column's distinct values as text.</summary>
internal static class ValuesQuery
{
    public const int MaxValues = 10;

    /// <summary>Longer texts are no use for autocomplete, and would make the answer as large as a customer likes.</summary>
    public const int MaxValueLength = 2000;

    private static readonly NpgsqlCommandBuilder Quote = new();

    public static NpgsqlCommand Create(NpgsqlConnection connection, TableColumns table, ColumnTarget target, string? contains)
    {
        var column = "t." + Quote.QuoteIdentifier(target.Column);
        var from = $"{Quote.QuoteIdentifier(table.Schema)}.{Quote.QuoteIdentifier(table.Table)} t";
        var (values, source) = target.Kind switch
        {
            ColumnKind.Json => ("j.v #>> '{}'", $"{from}, {Elements(column, target.JsonPath)} j(v)"),
            ColumnKind.Array => ("a.v::text", $"{from}, unnest({column}) a(v)"),
            // As JSON writes it: ISO 8601, and in UTC.
            ColumnKind.Timestamp => ($"replace(to_jsonb({column}) #>> '{{}}', '+00:00', 'Z')", from),
            _ => ($"{column}::text", from),
        };
        // % and _ are plain characters: strpos knows no patterns.
        var filter = contains is null ? "" : "AND strpos(lower(v), lower($1)) > 0";
        var order = contains is null ? "v COLLATE \"C\"" : "length(v), v COLLATE \"C\"";
        var command = new NpgsqlCommand(
            $"""
            SELECT v FROM (
              SELECT DISTINCT v FROM (SELECT {values} AS v FROM {source}) texts
              WHERE v IS NOT NULL AND length(v) <= {MaxValueLength} {filter}) found
            ORDER BY {order} LIMIT {MaxValues}
            """, connection);
        if (contains is not null)
        {
            command.Parameters.Add(WarehouseServer.Text(contains));
        }

        if (target.JsonPath is { } path)
        {
            command.Parameters.Add(WarehouseServer.Text(path));
            command.Parameters.Add(new NpgsqlParameter { Value = path.Split('.'), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        }

        return command;

        // A key that itself has dots comes before a way through nested objects. Arrays give their elements, up to three deep.
        string Elements(string json, string? way)
        {
            var first = contains is null ? 1 : 2;
            var value = way is null ? $"{json}::jsonb" : $"COALESCE({json}::jsonb -> ${first}, {json}::jsonb #> ${first + 1})";
            return $"jsonb_path_query({value}, 'lax $[*][*][*]')";
        }
    }
}
