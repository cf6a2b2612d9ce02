using Npgsql;
using NpgsqlTypes;
using Warehouse.Settings;
using Warehouse.Warehouses;

namespace Warehouse.Servers;

/// <summary>One warehouse server, as the provisioner sees it.</summary>
internal sealed class WarehouseServer : IAsyncDisposable
{
    /// <summary>The schema for what we keep inside a warehouse. Customers cannot see into it.</summary>
    public const string InternalSchema = "warehouse_internal";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly WarehouseServerOptions _options;
    private readonly NpgsqlConnectionStringBuilder _admin;
    private readonly NpgsqlDataSource _maintenance;

    public WarehouseServer(WarehouseServerOptions options)
    {
        _options = options;
        _admin = Parse(options.AdminConnection, options.Name);

        // Whatever a tenant puts into its database, our own statements there mean PostgreSQL's functions and tables.
        _admin.SearchPath = "pg_catalog,pg_temp";
        _admin.ApplicationName = "warehouse provisioner";
        _admin.Timeout = (int)ConnectTimeout.TotalSeconds;
        _admin.CommandTimeout = 60;
        _admin.MaxPoolSize = 10;
        _maintenance = new NpgsqlDataSourceBuilder(_admin.ConnectionString).Build();
    }

    public string Name => _options.Name;

    public bool IsOpen => _options.Open;

    /// <summary>What customers connect to.</summary>
    public WarehouseConnection ConnectionFor(string databaseName) => new()
    {
        Host = _options.Host?.Replace("{name}", databaseName, StringComparison.Ordinal) ?? _admin.Host!,
        Port = _options.Port ?? _admin.Port,
        Database = databaseName,
        Username = databaseName,
    };

    /// <summary>A login over the path customers take.</summary>
    public NpgsqlConnection OpenPathConnection(string databaseName, string login, string password, bool pooled) =>
        new(new NpgsqlConnectionStringBuilder
        {
            Host = ConnectionFor(databaseName).Host,
            Port = ConnectionFor(databaseName).Port,
            Database = databaseName,
            Username = login,
            Password = password,
            SslMode = _admin.SslMode,
            RootCertificate = _admin.RootCertificate,
            GssEncryptionMode = _admin.GssEncryptionMode,
            SearchPath = "pg_catalog,pg_temp",
            ApplicationName = "warehouse service",
            Timeout = (int)ConnectTimeout.TotalSeconds,
            Pooling = pooled,
            MaxPoolSize = 4,
            ConnectionIdleLifetime = 60,
        }.ConnectionString);

    /// <summary>
    /// The provisioner's connection to the maintenance database, holding the organization's lock: two silos that both believe to own a
    /// warehouse work on it one after the other. It is not pooled: closing it ends the session, and with that the lock, whatever went wrong.
    /// </summary>
    public async Task<NpgsqlConnection> OpenLockedAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        var connection = await OpenUnpooledAsync(_admin.Database, cancellationToken);
        try
        {
            await connection.ExecuteAsync("SET lock_timeout = '10s'", cancellationToken);
            await connection.ExecuteAsync(
                "SELECT pg_advisory_lock(hashtextextended($1, 0))", cancellationToken, new NpgsqlParameter { Value = organizationId.ToString("D") });
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The provisioner's connection to a warehouse's own database.</summary>
    public Task<NpgsqlConnection> OpenTenantAsync(string databaseName, CancellationToken cancellationToken) => OpenUnpooledAsync(databaseName, cancellationToken);

    /// <summary>True when a database or a login of this name stands here without the mark: somebody else's.</summary>
    public async Task<bool> HasForeignAsync(string name, string mark, CancellationToken cancellationToken)
    {
        await using var connection = await _maintenance.OpenConnectionAsync(cancellationToken);
        return (bool)(await connection.ScalarAsync(
            """
            SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND shobj_description(oid, 'pg_database') IS DISTINCT FROM $2
                             AND NOT (datdba = (SELECT oid FROM pg_roles WHERE rolname = current_user) AND NOT datallowconn))
                OR EXISTS (SELECT FROM pg_roles WHERE rolname = $1 AND shobj_description(oid, 'pg_authid') IS DISTINCT FROM $2)
            """,
            cancellationToken, Text(name), Text(mark)))!;
    }

    public ValueTask DisposeAsync() => _maintenance.DisposeAsync();

    // The string holds a password, so a mistake in it is not repeated.
    private static NpgsqlConnectionStringBuilder Parse(string connection, string server)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connection);
            if (!settings.ShouldSerialize("GSS Encryption Mode"))
            {
                // Npgsql asks every server for Kerberos first, and writes to standard error where the libraries for that are missing.
                settings.GssEncryptionMode = GssEncryptionMode.Disable;
            }

            return settings;
        }
        catch (ArgumentException)
        {
            throw new SettingsException($"The AdminConnection of the warehouse server {server} is not an Npgsql connection string.");
        }
    }

    private async Task<NpgsqlConnection> OpenUnpooledAsync(string? databaseName, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_admin.ConnectionString)
        {
            Database = databaseName,
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    internal static NpgsqlParameter Text(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text };
}
