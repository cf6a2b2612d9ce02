using Npgsql;
using Warehouse.Failpoints;
using Warehouse.Servers;

namespace Warehouse.Warehouses.Provisioning;

/// <summary>
/// The warehouse's database with our internal schema. It belongs to the provisioner: an owner could let others connect.
/// </summary>
internal sealed class DatabaseStep(WarehouseServers servers)
{
    public async Task EnsureAsync(WarehouseSpec spec, CancellationToken cancellationToken)
    {
        var server = servers.Get(spec.Server);
        await using (var connection = await server.OpenLockedAsync(spec.OrganizationId, cancellationToken))
        {
            await EnsureDatabaseAsync(connection, spec, cancellationToken);
        }

        await using var tenant = await server.OpenTenantAsync(spec.DatabaseName, cancellationToken);
        await tenant.ExecuteAsync($"""
            CREATE SCHEMA IF NOT EXISTS {WarehouseServer.InternalSchema};
            REVOKE ALL ON SCHEMA {WarehouseServer.InternalSchema} FROM PUBLIC;
            """, cancellationToken);
    }

    private static async Task EnsureDatabaseAsync(NpgsqlConnection connection, WarehouseSpec spec, CancellationToken cancellationToken)
    {
        switch (await DatabaseOwnership.OfAsync(connection, spec.DatabaseName, spec.Mark, cancellationToken))
        {
            case DatabaseOwnership.Foreign:
                throw new ProvisioningException(FailureReason.NameStandsOnServer);
            case DatabaseOwnership.Absent:
                // Closed to everybody until PUBLIC's right to connect, which every new database grants, is gone.
                await connection.ExecuteFormattedAsync(
                    "CREATE DATABASE %I TEMPLATE template0 ENCODING 'UTF8' ALLOW_CONNECTIONS false", cancellationToken, spec.DatabaseName);
                Failpoint.Hit("database.created");
                break;
        }

        await connection.ExecuteFormattedAsync("REVOKE ALL ON DATABASE %I FROM PUBLIC", cancellationToken, spec.DatabaseName);
        await connection.ExecuteFormattedAsync("COMMENT ON DATABASE %I IS %L", cancellationToken, spec.DatabaseName, spec.Mark);
        Failpoint.Hit("database.marked");
        await connection.ExecuteFormattedAsync("ALTER DATABASE %I ALLOW_CONNECTIONS true", cancellationToken, spec.DatabaseName);
    }
}
