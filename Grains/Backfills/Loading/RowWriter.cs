using Npgsql;
using NpgsqlTypes;
using Warehouse.Tables;

namespace Warehouse.Backfills.Loading;

/// <summary>Checks the rows of a partition and writes them into a binary COPY, every column of the table in its order.</summary>
internal sealed class RowWriter(NpgsqlBinaryImporter importer, DatasetTable table, string partition)
{
    /// <summary>What the rows have in the columns that people look values up in.</summary>
    public ValueCollector Values { get; } = new(table);

    /// <summary>The earliest and the latest time of the column the table is partitioned by.</summary>
    public DateTime? Min { get; private set; }

    public DateTime? Max { get; private set; }

    /// <exception cref="FileReadException">A value is missing or is not what its column holds.</exception>
    public void Write(IReadOnlyList<FileColumn> columns, object?[] row)
    {
        importer.StartRow();
        var next = 0;
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = table.Columns[i];
            var value = next < columns.Count && columns[next].Column == column ? row[next++] : null;
            WriteValue(i, column, value is "" && column.Kind != ValueKind.Text ? null : value);
        }

        importer.Write(partition, NpgsqlDbType.Text);
    }

    private void WriteValue(int index, DatasetColumn column, object? value)
    {
        if (value is null)
        {
            if (column.IsRequired)
            {
                throw new FileReadException(null, $"column {column.Name}: no value");
            }

            importer.WriteNull();
            return;
        }

        switch (column.Kind)
        {
            case ValueKind.Uuid:
                importer.Write(ValueReader.ReadUuid((string)value) ?? throw Wrong(column, value), NpgsqlDbType.Uuid);
                break;
            case ValueKind.Timestamp:
                var time = (value is long microseconds ? ValueReader.ReadMicroseconds(microseconds) : ValueReader.ReadTimestamp((string)value))
                    ?? throw Wrong(column, value);
                if (column.Name == table.TimeColumn)
                {
                    Min = Min < time ? Min : time;
                    Max = Max > time ? Max : time;
                }

                importer.Write(time, NpgsqlDbType.TimestampTz);
                break;
            case ValueKind.Integer:
                importer.Write(value as long? ?? ValueReader.ReadInteger((string)value) ?? throw Wrong(column, value), NpgsqlDbType.Bigint);
                break;
            case ValueKind.Boolean:
                importer.Write(value as bool? ?? ValueReader.ReadBoolean((string)value) ?? throw Wrong(column, value), NpgsqlDbType.Boolean);
                break;
            case ValueKind.Json:
                WriteJson(index, column, (string)value);
                break;
            default:
                importer.Write(WithoutNul(column, (string)value), NpgsqlDbType.Text);
                Values.AddText(index, (string)value);
                break;
        }
    }

    private void WriteJson(int index, DatasetColumn column, string text)
    {
        // An object in it is an object, a string in it is JSON once more; nothing in it is nothing.
        if ((ValueReader.ReadJson(text) ?? throw Wrong(column, text)) is var json && json is "" or "null")
        {
            importer.WriteNull();
        }
        else
        {
            importer.Write(WithoutNul(column, json), NpgsqlDbType.Jsonb);
            Values.AddJson(index, json);
        }
    }

    private static string WithoutNul(DatasetColumn column, string text) => !text.Contains('\0', StringComparison.Ordinal)
        ? text
        : throw new FileReadException(null, $"column {column.Name}: a NUL character (\\u0000), which PostgreSQL cannot store");

    private static FileReadException Wrong(DatasetColumn column, object value)
    {
        const int Shown = 60;
        var text = Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
        return new FileReadException(null, $"column {column.Name}: not a {column.SqlType}: '{(text.Length <= Shown ? text : text[..Shown] + "…")}'");
    }
}
