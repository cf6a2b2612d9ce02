using DuckDB.NET.Data;

namespace Warehouse.Backfills;

/// <summary>Writes the files of a backfill and reads them again, independently of the loader.</summary>
internal static class DuckFiles
{
    public const string Events = """
        SELECT md5('event' || i)::uuid AS uuid, 'event ' || (i % 7) AS event,
          TIMESTAMP '2024-03-01' + i * INTERVAL 977 MILLISECOND AS timestamp,
          CASE WHEN i % 5 = 0 THEN NULL WHEN i % 5 = 1 THEN '' ELSE 'person, "' || (i % 100) || E'" ü\n' END AS distinct_id,
          CASE WHEN i % 3 = 0 THEN NULL ELSE md5('person' || (i % 100))::uuid END AS person_id,
          i::BIGINT AS team_id, {'$browser': 'Chrome', 'browser': 'Chrome ü', 'n': i, 'q': 'x"y,\z'}::JSON AS properties
        FROM range(25000) r(i)
        """;

    public static void Run(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static object? Scalar(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Writes a query's rows in the format that the file's ending names.</summary>
    public static void Write(string query, string path)
    {
        var options = path switch
        {
            _ when path.EndsWith(".parquet", StringComparison.Ordinal) => "FORMAT parquet",
            _ when path.EndsWith(".jsonl", StringComparison.Ordinal) => "FORMAT json",
            _ when path.EndsWith(".jsonl.gz", StringComparison.Ordinal) => "FORMAT json, COMPRESSION gzip",
            _ when path.EndsWith(".csv", StringComparison.Ordinal) => "FORMAT csv, HEADER",
            _ => "FORMAT csv, HEADER, COMPRESSION gzip",
        };
        Run($"COPY ({query}) TO '{path.Replace("'", "''", StringComparison.Ordinal)}' ({options})");
    }
}
