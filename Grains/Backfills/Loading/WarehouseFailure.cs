using Npgsql;

namespace Warehouse.Backfills.Loading;

/// <summary>What the warehouse's server says, as a reason the customer can act on.</summary>
internal static class WarehouseFailure
{
    public static BackfillException Busy(Exception exception) => new(
        null, null, "something in the warehouse held a lock for too long", BackfillFailure.Busy, exception);

    public static BackfillException TableTaken(string table) => new(
        null, null, $"public.{table} is not ours to fill: rename or drop it, or leave the backfill off", BackfillFailure.TableTaken);

    /// <summary>Null when it is an outage or a bug, and not for the customer to mend.</summary>
    public static BackfillException? From(PostgresException exception, string table, Func<long, (string File, long Row)> locate) => exception.SqlState switch
    {
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected => Busy(exception),
        PostgresErrorCodes.UndefinedTable => new(null, null, $"public.{table} is not there any more", BackfillFailure.TableMissing, exception),
        PostgresErrorCodes.InsufficientPrivilege => TableTaken(table),
        // Data exceptions, broken constraints, limits of the program such as the longest value of an index.
        ['2', '2' or '3', ..] or ['5', '4', ..] => FromRow(exception, locate),
        _ => null,
    };

    private static BackfillException FromRow(PostgresException exception, Func<long, (string File, long Row)> locate)
    {
        var (line, column) = ParseContext(exception.Where);
        var reason = exception.SqlState switch
        {
            PostgresErrorCodes.ProgramLimitExceeded when exception.MessageText.StartsWith("index row ", StringComparison.Ordinal) =>
                "a value of event or distinct_id is too long: indexed, it may have about 2,700 bytes",
            PostgresErrorCodes.UntranslatableCharacter => "a NUL character (\\u0000), which PostgreSQL cannot store",
            PostgresErrorCodes.InvalidTextRepresentation => $"not valid JSON: {exception.MessageText}",
            _ => exception.MessageText,
        };
        var text = column is null ? reason : $"column {column}: {reason}";
        if (line is null)
        {
            return new BackfillException(null, null, text, innerException: exception);
        }

        var (file, row) = locate(line.Value);
        return new BackfillException(file, row, text, innerException: exception);
    }

    /// <summary><c>COPY events_main, line 5, column properties</c>; lines before it tell what went on inside the column.</summary>
    private static (long? Line, string? Column) ParseContext(string? where)
    {
        foreach (var context in (where ?? "").Split('\n').Where(context => context.StartsWith("COPY ", StringComparison.Ordinal)))
        {
            var parts = context.Split(", ");
            var line = parts.FirstOrDefault(part => part.StartsWith("line ", StringComparison.Ordinal))?[5..];
            var column = parts.FirstOrDefault(part => part.StartsWith("column ", StringComparison.Ordinal))?[7..].Split(':')[0];
            return (long.TryParse(line, out var number) ? number : null, column);
        }

        return (null, null);
    }
}
