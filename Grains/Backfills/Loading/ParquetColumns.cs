using Warehouse.Tables;

namespace Warehouse.Backfills.Loading;

/// <summary>How a Parquet column of a given type is read as one of ours.</summary>
internal static class ParquetColumns
{
    public static FileColumn Choose(DatasetColumn column, string type)
    {
        var name = $"\"{column.Name}\"";
        var text = new FileColumn(column, FileValue.Text, $"CAST({name} AS VARCHAR)");
        var isText = type is "VARCHAR" or "JSON";
        return column.Kind switch
        {
            ValueKind.Text => text,
            ValueKind.Uuid when isText || type == "UUID" => text,
            ValueKind.Json when isText => text,
            ValueKind.Json when type.StartsWith("STRUCT", StringComparison.Ordinal) || type.StartsWith("MAP", StringComparison.Ordinal) || type.EndsWith(']') =>
                new FileColumn(column, FileValue.Text, $"CAST(to_json({name}) AS VARCHAR)"),
            ValueKind.Timestamp when isText => text,
            ValueKind.Timestamp when type == "TIMESTAMP WITH TIME ZONE" => new FileColumn(column, FileValue.Number, $"epoch_us({name})"),
            ValueKind.Timestamp when type == "DATE" || type.StartsWith("TIMESTAMP", StringComparison.Ordinal) =>
                new FileColumn(column, FileValue.Number, $"epoch_us(CAST({name} AS TIMESTAMP))"),
            ValueKind.Integer when type is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" =>
                new FileColumn(column, FileValue.Number, $"CAST({name} AS BIGINT)"),
            ValueKind.Integer => text,
            ValueKind.Boolean when type == "BOOLEAN" => new FileColumn(column, FileValue.Flag, name),
            ValueKind.Boolean => text,
            _ => throw new FileReadException(null, $"the column {column.Name} is of the type {type}, which cannot become {column.SqlType}"),
        };
    }
}
