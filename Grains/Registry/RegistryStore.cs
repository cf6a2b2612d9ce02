using Npgsql;
using Warehouse.Access;
using Warehouse.Organizations;
using Warehouse.Teams;

namespace Warehouse.Registry;

/// <summary>
/// The registry's tables: organizations, projects, API keys. They are rows and not grain state so that they can be listed, and so that
/// PostgreSQL's constraints hold over all of them (ADR 3).
/// </summary>
internal sealed class RegistryStore(NpgsqlDataSource systemDatabase)
{
    private const string TeamColumns = "id, organization_id, name, created_at";
    private const string KeyColumns =
        "id, hash, organization_id, role, label, scopes, projects, default_project, created_at, expires_at, revoked_at, last_used_at, "
        + "organization_writes";

    public async Task<bool> AddOrganizationAsync(Guid id, string name) =>
        await ExecuteAsync("INSERT INTO registry.organization (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING", id, name) == 1;

    public Task<OrganizationSummary?> FindOrganizationAsync(Guid id) =>
        SingleAsync("SELECT id, name, created_at FROM registry.organization WHERE id = $1", ReadOrganization, id);

    public Task<IReadOnlyList<OrganizationSummary>> ListOrganizationsAsync(int limit, Guid? after) =>
        ListAsync(
            """
            SELECT id, name, created_at FROM registry.organization
            WHERE $2::uuid IS NULL OR (created_at, id) > (SELECT created_at, id FROM registry.organization WHERE id = $2)
            ORDER BY created_at, id LIMIT $1
            """, ReadOrganization, limit, after);

    /// <summary>Null when the id is taken.</summary>
    public async Task<TeamRegistration?> AddProjectAsync(long? id, Guid organizationId, string name)
    {
        // Two next free numbers taken at once collide: then the loser takes the next one.
        while (true)
        {
            var added = await SingleAsync(
                $"""
                INSERT INTO registry.project (id, organization_id, name)
                VALUES (COALESCE($1::bigint, (SELECT COALESCE(max(id), 0) + 1 FROM registry.project)), $2, $3)
                ON CONFLICT DO NOTHING RETURNING {TeamColumns}
                """, ReadTeam, id, organizationId, name);
            if (added is not null || id is not null)
            {
                return added;
            }
        }
    }

    public Task<TeamRegistration?> FindProjectAsync(long id) =>
        SingleAsync($"SELECT {TeamColumns} FROM registry.project WHERE id = $1", ReadTeam, id);

    public Task<IReadOnlyList<TeamRegistration>> ListProjectsAsync(Guid? organizationId, int limit, long? after) =>
        ListAsync(
            $"""
            SELECT {TeamColumns} FROM registry.project
            WHERE ($1::uuid IS NULL OR organization_id = $1) AND ($3::bigint IS NULL OR id > $3)
            ORDER BY id LIMIT $2
            """, ReadTeam, organizationId, limit, after);

    /// <summary>How many of <paramref name="ids"/> are projects of the organization.</summary>
    public async Task<long> CountProjectsAsync(Guid organizationId, long[] ids) =>
        (await ListAsync(
            "SELECT count(*) FROM registry.project WHERE organization_id = $1 AND id = ANY ($2)",
            reader => reader.GetInt64(0), organizationId, ids))[0];

    public async Task<bool> AddKeyAsync(ApiKeyRegistration key) =>
        await ExecuteAsync(
            """
            INSERT INTO registry.api_key (id, hash, organization_id, role, label, scopes, projects, default_project, created_at, expires_at,
              organization_writes)
            VALUES ($1, $2, $3, $4, $5, $6, $7::bigint[], $8::bigint, $9, $10::timestamptz, $11) ON CONFLICT DO NOTHING
            """,
            key.Id, key.Hash, key.OrganizationId, (short)key.Role, key.Label, key.Scopes.ToArray(), key.Projects?.ToArray(),
            key.DefaultProject, key.CreatedAt.ToUniversalTime(), key.ExpiresAt?.ToUniversalTime(), key.OrganizationWrites) == 1;

    public Task<ApiKeyRegistration?> FindKeyByHashAsync(string hash) =>
        SingleAsync($"SELECT {KeyColumns} FROM registry.api_key WHERE hash = $1", ReadKey, hash);

    public Task<ApiKeyRegistration?> FindKeyAsync(Guid id) =>
        SingleAsync($"SELECT {KeyColumns} FROM registry.api_key WHERE id = $1", ReadKey, id);

    public Task<IReadOnlyList<ApiKeyRegistration>> ListKeysAsync(Guid? organizationId, int limit, Guid? after) =>
        ListAsync(
            $"""
            SELECT {KeyColumns} FROM registry.api_key
            WHERE ($1::uuid IS NULL OR organization_id = $1) AND ($3::uuid IS NULL OR id > $3)
            ORDER BY id LIMIT $2
            """, ReadKey, organizationId, limit, after);

    public Task RevokeKeyAsync(string hash, DateTimeOffset at) =>
        ExecuteAsync("UPDATE registry.api_key SET revoked_at = COALESCE(revoked_at, $2) WHERE hash = $1", hash, at);

    public Task TouchKeyAsync(string hash, DateTimeOffset at) =>
        ExecuteAsync("UPDATE registry.api_key SET last_used_at = $2 WHERE hash = $1", hash, at);

    private static OrganizationSummary ReadOrganization(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        Name = reader.GetString(1),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(2),
    };

    private static TeamRegistration ReadTeam(NpgsqlDataReader reader) => new()
    {
        ProjectId = reader.GetInt64(0),
        OrganizationId = reader.GetGuid(1),
        Name = reader.GetString(2),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(3),
    };

    private static ApiKeyRegistration ReadKey(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        Hash = reader.GetString(1),
        OrganizationId = reader.GetGuid(2),
        Role = (OrganizationRole)reader.GetInt16(3),
        Label = reader.GetString(4),
        Scopes = reader.GetFieldValue<string[]>(5),
        Projects = reader.IsDBNull(6) ? null : reader.GetFieldValue<long[]>(6),
        DefaultProject = reader.IsDBNull(7) ? null : reader.GetInt64(7),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(8),
        ExpiresAt = ReadTime(reader, 9),
        RevokedAt = ReadTime(reader, 10),
        LastUsedAt = ReadTime(reader, 11),
        OrganizationWrites = reader.GetBoolean(12),
    };

    private static DateTimeOffset? ReadTime(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    private async Task<int> ExecuteAsync(string sql, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    private async Task<T?> SingleAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object?[] values)
        where T : class =>
        (await ListAsync(sql, read, values)).SingleOrDefault();

    private async Task<IReadOnlyList<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object?[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private NpgsqlCommand Command(string sql, object?[] values)
    {
        var command = systemDatabase.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
