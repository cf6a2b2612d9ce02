using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Warehouse.Tables;

namespace Warehouse.Backfills.Loading;

/// <summary>
/// Reads one file after another with DuckDB, in bounded memory. A file is never trusted: the reader sees nothing but the scratch folder,
/// loads no extension, and no name from a file becomes SQL.
/// </summary>
internal sealed partial class FileReader : IDisposable
{
    /// <summary>The longest row of JSON lines or CSV, in bytes. The reader holds two buffers of twice this.</summary>
    private const int MaxRow = 16 << 20;

    /// <summary>Rows of JSON lines that are looked at for members the table does not have.</summary>
    private const int SampleRows = 20_480;

    private const int MaxName = 100;

    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public FileReader(string scratchFolder, int memoryMegabytes)
    {
        _connection.Open();
        var folder = Literal(scratchFolder);
        Execute($"""
            SET autoinstall_known_extensions = false;
            SET autoload_known_extensions = false;
            SET threads = 1;
            SET memory_limit = '{memoryMegabytes.ToString(CultureInfo.InvariantCulture)}MB';
            SET preserve_insertion_order = true;
            SET TimeZone = 'UTC';
            SET temp_directory = {folder};
            SET allowed_directories = [{folder}];
            SET enable_external_access = false;
            SET lock_configuration = true;
            """);
    }

    /// <summary>What a file holds of the table's columns, and which others it has.</summary>
    public FileColumns Describe(string path, FileFormat format, DatasetTable table)
    {
        var found = ReadColumns(path, format);
        var known = new List<FileColumn>();
        var from = format switch
        {
            FileFormat.Parquet => $"read_parquet({Literal(path)}, binary_as_string = true)",
            FileFormat.JsonLines => JsonSource(path, table),
            _ => CsvSource(path, found.Count),
        };
        foreach (var column in table.Columns)
        {
            var index = found.FindIndex(candidate => candidate.Name == column.Name);
            if (format == FileFormat.JsonLines)
            {
                // Every row has members of its own. What no row has is caught as a missing value.
                known.Add(new FileColumn(column, FileValue.Text, $"\"{column.Name}\""));
            }
            else if (index >= 0)
            {
                known.Add(format == FileFormat.Csv
                    ? new FileColumn(column, FileValue.Text, CsvColumn(index))
                    : ParquetColumns.Choose(column, found[index].Type));
            }
            else if (column.IsRequired)
            {
                throw new FileReadException(null, $"the column {column.Name} is missing");
            }
        }

        // Of a file without members, such as one that begins with a number, the reader says that it has one column of this name.
        var unknown = found.Select(column => column.Name).Where(name => table.Columns.All(column => column.Name != name));
        return new FileColumns(known, [.. unknown.Where(name => format != FileFormat.JsonLines || name != "json").Select(Plain)], from);
    }

    /// <summary>The file's rows, in its order. The array is the same for each row.</summary>
    /// <exception cref="FileReadException">The file cannot be read as what its name says.</exception>
    public IEnumerable<object?[]> Read(FileColumns columns, FileFormat format)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Expressions over our own column names; the path is ours.
        command.CommandText = $"SELECT {string.Join(", ", columns.Known.Select(column => column.Expression))} FROM {columns.Source}";
#pragma warning restore CA2100
        command.UseStreamingMode = true;
        using var reader = Guarded(command.ExecuteReader, format);
        var row = new object?[columns.Known.Count];
        while (Guarded(reader.Read, format))
        {
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : columns.Known[i].Value switch
                {
                    FileValue.Number => reader.GetInt64(i),
                    FileValue.Flag => reader.GetBoolean(i),
                    _ => reader.GetString(i),
                };
            }

            yield return row;
        }
    }

    public void Dispose() => _connection.Dispose();

    private static string JsonSource(string path, DatasetTable table)
    {
        var columns = string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\": '{(column.Kind == ValueKind.Json ? "JSON" : "VARCHAR")}'"));
        return $"read_json({Literal(path)}, format = 'newline_delimited', ignore_errors = false, maximum_object_size = {MaxRow}, columns = {{{columns}}})";
    }

    private static string CsvSource(string path, int columnCount)
    {
        var columns = string.Join(", ", Enumerable.Range(0, columnCount).Select(index => $"{CsvColumn(index)}: 'VARCHAR'"));
        return $"read_csv({Literal(path)}, {CsvDialect}, auto_detect = false, ignore_errors = false, allow_quoted_nulls = false, columns = {{{columns}}})";
    }

    private static readonly string CsvDialect =
        $"header = true, delim = ',', quote = '\"', escape = '\"', strict_mode = true, max_line_size = {MaxRow}, buffer_size = {2 * MaxRow}";

    private static string CsvColumn(int index) => $"c{index.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>A name as it can be stored and shown.</summary>
    private static string Plain(string name) =>
        string.Concat(name.Take(MaxName).Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private List<(string Name, string Type)> ReadColumns(string path, FileFormat format)
    {
        if (format == FileFormat.Csv)
        {
            return [.. CsvHeader.Read(path).Select(name => (name, "VARCHAR"))];
        }

        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The path is ours.
        command.CommandText = format switch
        {
            FileFormat.Parquet => $"DESCRIBE SELECT * FROM read_parquet({Literal(path)}, binary_as_string = true)",
            _ => $"DESCRIBE SELECT * FROM read_json({Literal(path)}, format = 'newline_delimited', maximum_depth = 1, "
                + $"sample_size = {SampleRows}, maximum_object_size = {MaxRow})",
        };
#pragma warning restore CA2100
        using var reader = Guarded(command.ExecuteReader, format);
        var columns = new List<(string, string)>();
        while (reader.Read())
        {
            columns.Add((reader.GetString(0), reader.GetString(1)));
        }

        return columns;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Our own settings.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static T Guarded<T>(Func<T> call, FileFormat format)
    {
        try
        {
            return call();
        }
        catch (DuckDBException exception)
        {
            throw Explain(exception, format);
        }
    }

    /// <summary>The reader's message without its advice on SQL, without our paths, and with the row it is about.</summary>
    private static FileReadException Explain(DuckDBException exception, FileFormat format)
    {
        var message = exception.Message;
        if (message.Contains("Out of Memory", StringComparison.Ordinal))
        {
            return new FileReadException(null, "needs more memory to read than a load may take: write it with smaller pages and row groups, or shorter rows", exception);
        }

        // The line of malformed JSON is counted one too high, a line of CSV counts the header.
        long? row = JsonLine.Match(message) is { Success: true } json ? Parse(json) - (json.Groups["what"].Value == "Malformed JSON" ? 1 : 0)
            : CsvLine.Match(message) is { Success: true } csv ? Parse(csv) - 1
            : null;
        var text = Advice.Split(message)[0];
        text = Where.Replace(Prefix.Replace(text, ""), "").Replace('\n', ' ').Trim();
        var what = format switch { FileFormat.Parquet => "not readable as Parquet", FileFormat.JsonLines => "not readable as JSON lines", _ => "not readable as CSV" };
        return new FileReadException(row > 0 ? row : null, $"{what}: {text}", exception);
    }

    private static long Parse(Match match) => long.TryParse(match.Groups["line"].Value, out var line) ? line : 0;

    [GeneratedRegex(@"(?<what>Malformed JSON|JSON transform error) in file .*?in line (?<line>\d+)", RegexOptions.Singleline)]
    private static partial Regex JsonLine { get; }

    [GeneratedRegex(@"CSV Error on Line: (?<line>\d+)")]
    private static partial Regex CsvLine { get; }

    [GeneratedRegex(@"\n\s*(?:Possible fixes:|Possible Solution|LINE \d+:|Try setting)|\n\n")]
    private static partial Regex Advice { get; }

    [GeneratedRegex(@"^(?:[A-Z][A-Za-z]* )+[Ee]rror: ")]
    private static partial Regex Prefix { get; }

    [GeneratedRegex("""(?:(?: in| of)? file)? ?:? ?["']?/[^\s"']*/file\.[A-Za-z]+["']?""")]
    private static partial Regex Where { get; }
}
