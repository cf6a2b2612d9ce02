using Npgsql;

namespace Importer;

/// <summary>A table of the source, and the statements that copy it.</summary>
internal sealed class SourceTable
{
    private readonly string _name;
    private readonly string _definition;

    private SourceTable(string name, IReadOnlyList<string> columns, IReadOnlyList<string> types)
    {
        _name = Quote(name);
        _definition = string.Join(", ", columns.Zip(types, (column, type) => $"{Quote(column)} {type}"));
        var list = string.Join(", ", columns.Select(Quote));
        CopyOut = $"COPY (SELECT {list} FROM {_name}) TO STDOUT (FORMAT BINARY)";
        CopyIn = $"COPY {_name} ({list}) FROM STDIN (FORMAT BINARY)";
    }

    public string CopyOut { get; }

    public string CopyIn { get; }

    public static async Task<SourceTable> ReadAsync(NpgsqlConnection source, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
            WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """, source);
        command.Parameters.Add(new NpgsqlParameter { Value = Quote(name) });
        var (columns, types) = (new List<string>(), new List<string>());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            columns.Add(reader.GetString(0));
            types.Add(reader.GetString(1));
        }

        return columns.Count > 0 ? new SourceTable(name, columns, types) : throw new ImportException($"The source has no table {name}.");
    }

    /// <summary>Makes the table when it is not there, and empties it; both belong to the caller's transaction.</summary>
    public async Task PrepareTargetAsync(NpgsqlConnection warehouse, CancellationToken cancellationToken)
    {
        // The lock keeps a second importer of this table waiting; it lets readers in.
        await using var command = new NpgsqlCommand(
            $"CREATE TABLE IF NOT EXISTS {_name} ({_definition}); LOCK TABLE {_name} IN EXCLUSIVE MODE; DELETE FROM {_name}", warehouse);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
