using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Warehouse.Migrations;

/// <summary>
/// Brings the system database to the version this build needs. Scripts are numbered, immutable and embedded; each runs once, in a
/// transaction, under an advisory lock, so any number of silos may start at once. A script that was changed after it ran is refused.
/// </summary>
internal static class Migrator
{
    // "warehous" in ASCII: any number will do, but it must never change.
    private const long LockId = 0x7761_7265_686F_7573;

    public static async Task<IReadOnlyList<string>> MigrateAsync(string connectionString, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 300 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);

        // A login without the right to create anything may still run a silo, as long as nothing is pending.
        var done = await ReadAppliedAsync(connection, cancellationToken);
        if (Pending(done).Count == 0)
        {
            return [];
        }

        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockId})", cancellationToken);
        await ExecuteAsync(connection, """
            CREATE SCHEMA IF NOT EXISTS cluster;
            CREATE TABLE IF NOT EXISTS cluster.migration (
              name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
            """, cancellationToken);

        var applied = new List<string>();
        foreach (var script in Pending(await ReadAppliedAsync(connection, cancellationToken)))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync(connection, script.Sql, cancellationToken);
            await using var record = new NpgsqlCommand("INSERT INTO cluster.migration (name, checksum) VALUES ($1, $2)", connection)
            {
                Parameters = { new() { Value = script.Name }, new() { Value = script.Checksum } },
            };
            await record.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            applied.Add(script.Name);
        }

        return applied;
    }

    public static IReadOnlyList<Migration> Scripts { get; } = Load();

    private static List<Migration> Pending(Dictionary<string, string> applied)
    {
        var pending = new List<Migration>();
        foreach (var script in Scripts)
        {
            if (!applied.TryGetValue(script.Name, out var checksum))
            {
                pending.Add(script);
            }
            else if (checksum != script.Checksum)
            {
                throw new InvalidOperationException($"Migration {script.Name} was changed after it had run in this database; write a new one instead.");
            }
        }

        return pending;
    }

    private static async Task<Dictionary<string, string>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<string, string>();
        await using (var probe = new NpgsqlCommand("SELECT to_regclass('cluster.migration') IS NOT NULL", connection))
        {
            if (!(bool)(await probe.ExecuteScalarAsync(cancellationToken))!)
            {
                return applied;
            }
        }

        await using var command = new NpgsqlCommand("SELECT name, checksum FROM cluster.migration", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetString(0), reader.GetString(1));
        }

        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static List<Migration> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                var sql = reader.ReadToEnd();
                return new Migration(Path.GetFileNameWithoutExtension(name), sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
            })];
    }
}

/// <summary>One numbered script.</summary>
internal sealed record Migration(string Name, string Sql, string Checksum);
