using Npgsql;
using NpgsqlTypes;

namespace Warehouse.Servers;

internal static class ConnectionExtensions
{
    public static async Task ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = connection.Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<object?> ScalarAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = connection.Command(sql, parameters);
        return await command.ExecuteScalarAsync(cancellationToken) is var value && value is DBNull ? null : value;
    }

    /// <summary>
    /// Runs a statement that takes no parameters, such as DDL, with names and literals quoted by PostgreSQL itself: <c>%I</c> is an
    /// identifier, <c>%L</c> a literal.
    /// </summary>
    public static async Task ExecuteFormattedAsync(this NpgsqlConnection connection, string format, CancellationToken cancellationToken, params string[] arguments)
    {
        await using var quote = connection.Command("SELECT format($1, VARIADIC $2)",
            new NpgsqlParameter { Value = format, NpgsqlDbType = NpgsqlDbType.Text },
            new NpgsqlParameter { Value = arguments, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        var sql = (string)(await quote.ExecuteScalarAsync(cancellationToken))!;
        await connection.ExecuteAsync(sql, cancellationToken);
    }

    private static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is our own constant, or was quoted by the server.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddRange(parameters);
        return command;
    }
}
