using Npgsql;
using NpgsqlTypes;

namespace Warehouse.Audit;

/// <summary>The audit trail's table in the system database.</summary>
internal sealed class AuditStore(NpgsqlDataSource systemDatabase)
{
    /// <summary>Rows that one statement deletes, so that it never holds many locks.</summary>
    private const int DeleteAtOnce = 10_000;

    public async Task AddAsync(AuditEntry entry)
    {
        await using var command = systemDatabase.CreateCommand(
            "INSERT INTO audit.entry (at, organization_id, action, subject, outcome, actor, source) VALUES ($1, $2, $3, $4, $5, $6, $7)");
        command.Parameters.AddRange(new[]
        {
            Value(entry.At, NpgsqlDbType.TimestampTz), Value(entry.OrganizationId, NpgsqlDbType.Uuid), Value(entry.Action, NpgsqlDbType.Text),
            Value(entry.Subject, NpgsqlDbType.Text), Value(entry.Outcome, NpgsqlDbType.Text), Value(entry.Actor, NpgsqlDbType.Text), Value(entry.Source, NpgsqlDbType.Text),
        });
        await command.ExecuteNonQueryAsync();
    }

    public async Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query)
    {
        await using var command = systemDatabase.CreateCommand("""
            SELECT id, at, organization_id, action, subject, outcome, actor, source FROM audit.entry
            WHERE ($1 IS NULL OR organization_id = $1) AND ($2 IS NULL OR action = $2) AND ($3 IS NULL OR actor = $3)
              AND ($4 IS NULL OR at >= $4) AND ($5 IS NULL OR id < $5)
            ORDER BY id DESC LIMIT $6
            """);
        command.Parameters.AddRange(new[]
        {
            Value(query.OrganizationId, NpgsqlDbType.Uuid), Value(query.Action, NpgsqlDbType.Text), Value(query.Actor, NpgsqlDbType.Text),
            Value(query.Since, NpgsqlDbType.TimestampTz), Value(query.After, NpgsqlDbType.Bigint), Value(query.Limit, NpgsqlDbType.Integer),
        });
        await using var reader = await command.ExecuteReaderAsync();
        var entries = new List<AuditEntry>();
        while (await reader.ReadAsync())
        {
            entries.Add(new AuditEntry
            {
                Id = reader.GetInt64(0),
                At = reader.GetFieldValue<DateTimeOffset>(1),
                OrganizationId = reader.IsDBNull(2) ? null : reader.GetGuid(2),
                Action = reader.GetString(3),
                Subject = reader.IsDBNull(4) ? null : reader.GetString(4),
                Outcome = reader.GetString(5),
                Actor = reader.GetString(6),
                Source = reader.IsDBNull(7) ? null : reader.GetString(7),
            });
        }

        return entries;
    }

    /// <summary>Deletes some of the lines that are older than <paramref name="before"/>; true while there are more.</summary>
    public async Task<bool> DeleteAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = systemDatabase.CreateCommand(
            "DELETE FROM audit.entry WHERE id IN (SELECT id FROM audit.entry WHERE at < $1 ORDER BY at LIMIT $2)");
        command.Parameters.AddRange(new[]
        {
            Value(before, NpgsqlDbType.TimestampTz), Value(DeleteAtOnce, NpgsqlDbType.Integer),
        });
        return await command.ExecuteNonQueryAsync(cancellationToken) == DeleteAtOnce;
    }

    private static NpgsqlParameter Value(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
