using Npgsql;
using Warehouse.Local;
using Warehouse.Warehouses;

namespace Warehouse.Services;

/// <summary>
/// A project with a ready warehouse, and a source whose view <c>visits</c> stops halfway as long as the test keeps its gate shut.
/// </summary>
internal sealed class ImportScene : IAsyncDisposable
{
    public const int Rows = 20_000;
    private const int GateAt = 15_000;
    private readonly TestDeployment _test;
    private readonly TestWarehouse _warehouse;
    private readonly WarehouseStatus _status;
    private readonly string _database;
    private readonly NpgsqlConnection _gate;

    private ImportScene(
        TestDeployment test,
        TestOrganization organization,
        TestWarehouse warehouse,
        WarehouseStatus status,
        string database,
        NpgsqlConnection gate) =>
        (_test, Organization, _warehouse, _status, _database, _gate) = (test, organization, warehouse, status, database, gate);

    public TestOrganization Organization { get; }

    public Guid SourceId { get; } = Guid.CreateVersion7();

    public string Password => _warehouse.Password.Clear;

    public static async Task<ImportScene> CreateAsync(TestDeployment test)
    {
        var organization = await TestOrganization.CreateAsync(test);
        var warehouse = await TestWarehouse.ReadyAsync(test, organization);
        var status = await warehouse.UntilAsync(WarehouseState.Ready);
        var database = "source_" + Guid.NewGuid().ToString("N");
        var server = test.Deployment.Postgres;
        // Never open to everyone: other tests' warehouses would find that their logins may enter it.
        await server.ExecuteAsync($"CREATE DATABASE {database} ALLOW_CONNECTIONS false");
        await server.ExecuteAsync($"REVOKE ALL ON DATABASE {database} FROM PUBLIC; ALTER DATABASE {database} ALLOW_CONNECTIONS true");
        await server.ExecuteAsync($$"""
            CREATE TABLE visit AS
              SELECT i AS id, (ARRAY['Chrome', 'Firefox', 'Safari'])[1 + i % 3] AS browser,
                CASE WHEN i % 7 = 0 THEN NULL ELSE repeat('ü', i % 50) END AS note,
                jsonb_build_object('plan', CASE WHEN i % 2 = 0 THEN 'pro' ELSE 'free' END) AS properties, i::numeric(12, 3) / 7 AS price,
                timestamptz '2026-01-01Z' + i * interval '1 second' AS seen_at, ARRAY[i, NULL, -i] AS steps
              FROM generate_series(1, {{Rows}}) AS i ORDER BY i;
            CREATE FUNCTION gate(i int) RETURNS int LANGUAGE plpgsql AS
              $$ BEGIN IF i = {{GateAt}} THEN PERFORM pg_advisory_xact_lock_shared(1); END IF; RETURN i; END $$;
            CREATE VIEW visits AS SELECT gate(id) AS id, browser, note, properties, price, seen_at, steps FROM visit;
            """, database);
        return new ImportScene(
            test, organization, warehouse, status, database, new NpgsqlConnection(server.ConnectionString(database) + ";Pooling=false"));
    }

    public async Task ShutGateAsync()
    {
        await _gate.OpenAsync();
        await _gate.ScalarAsync("SELECT pg_advisory_lock(1)");
    }

    public Task OpenGateAsync() => _gate.CloseAsync();

    /// <summary>Starts an importer that finds the cluster by <paramref name="connection"/>.</summary>
    public LocalProcess StartImporter(string log, params (string Name, string Value)[] connection) => LocalProcess.StartDotnet(
        TestService.Assembly(TestService.Importer),
        Path.Combine(_test.Deployment.Logs, log),
        new Dictionary<string, string>(connection.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
        {
            ["Importer__Source"] = _test.Deployment.Postgres.ConnectionString(_database),
            ["Importer__Warehouse"] = new NpgsqlConnectionStringBuilder
            {
                Host = _status.Connection!.Host,
                Port = _status.Connection.Port,
                Database = _status.Connection.Database,
                Username = _status.Connection.Username,
                Password = Password,
            }.ConnectionString,
            ["Importer__ProjectId"] = $"{Organization.ProjectId}",
            ["Importer__SourceId"] = $"{SourceId}",
            ["Importer__Table"] = "visits",
        });

    /// <summary>Rows of the warehouse's table, and one hash of all they hold.</summary>
    public async Task<(long Rows, string Hash)> ReadWarehouseAsync()
    {
        await using var connection = await _warehouse.LogInAsync(_status);
        return await ReadAsync(connection);
    }

    public async Task<(long Rows, string Hash)> ReadSourceAsync()
    {
        await using var connection = new NpgsqlConnection(_test.Deployment.Postgres.ConnectionString(_database) + ";Pooling=false");
        await connection.OpenAsync();
        return await ReadAsync(connection);
    }

    public async Task<bool> HasTableAsync()
    {
        await using var connection = await _warehouse.LogInAsync(_status);
        return await connection.ScalarAsync("SELECT to_regclass('visits') IS NOT NULL") is true;
    }

    public async ValueTask DisposeAsync() => await _gate.DisposeAsync();

    private static async Task<(long Rows, string Hash)> ReadAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "SET TimeZone = 'UTC'; SELECT count(*), md5(string_agg(v::text, '|' ORDER BY id)) FROM visits AS v", connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetString(1));
    }
}
