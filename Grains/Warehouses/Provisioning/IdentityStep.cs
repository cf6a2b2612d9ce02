using Npgsql;
using Warehouse.Failpoints;
using Warehouse.Servers;

namespace Warehouse.Warehouses.Provisioning;

/// <summary>
/// The two logins and what they may do: root, the customer's, owns the schemas and tables of its database; the service login reads them and
/// owns the internal schema. Neither can log in until its secret is set, and neither may enter any other database.
/// </summary>
internal sealed class IdentityStep(WarehouseServers servers, ProvisioningOptions options)
{
    public async Task EnsureAsync(WarehouseSpec spec, CancellationToken cancellationToken)
    {
        var server = servers.Get(spec.Server);
        await using (var connection = await server.OpenLockedAsync(spec.OrganizationId, cancellationToken))
        {
            await CloseCommonDatabasesAsync(connection, cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await EnsureLoginAsync(connection, spec.RootLogin, spec.Mark, options.RootConnectionLimit, cancellationToken);
            await EnsureLoginAsync(connection, spec.ServiceLogin, spec.Mark, options.ServiceConnectionLimit, cancellationToken);
            await connection.ExecuteFormattedAsync("GRANT pg_read_all_data TO %I", cancellationToken, spec.ServiceLogin);
            await connection.ExecuteFormattedAsync("GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO %I", cancellationToken, spec.DatabaseName, spec.RootLogin);
            await connection.ExecuteFormattedAsync("GRANT CONNECT ON DATABASE %I TO %I", cancellationToken, spec.DatabaseName, spec.ServiceLogin);
            Failpoint.Hit("identity.before-commit");
            await transaction.CommitAsync(cancellationToken);
            Failpoint.Hit("identity.committed");
        }

        await using var tenant = await server.OpenTenantAsync(spec.DatabaseName, cancellationToken);
        await tenant.ExecuteFormattedAsync("ALTER SCHEMA %I OWNER TO %I", cancellationToken, WarehouseServer.InternalSchema, spec.ServiceLogin);
        if ((bool)(await tenant.ScalarAsync("SELECT to_regnamespace('public') IS NOT NULL", cancellationToken))!)
        {
            await tenant.ExecuteFormattedAsync("ALTER SCHEMA public OWNER TO %I", cancellationToken, spec.RootLogin);
            // For the tables that backfills fill.
            await tenant.ExecuteFormattedAsync("GRANT USAGE, CREATE ON SCHEMA public TO %I", cancellationToken, spec.ServiceLogin);
        }
    }

    private static async Task EnsureLoginAsync(NpgsqlConnection connection, string login, string mark, int connectionLimit, CancellationToken cancellationToken)
    {
        var comment = (string?)await connection.ScalarAsync(
            "SELECT COALESCE(shobj_description(oid, 'pg_authid'), '') FROM pg_roles WHERE rolname = $1", cancellationToken, WarehouseServer.Text(login));
        if (comment is null)
        {
            await connection.ExecuteFormattedAsync("CREATE ROLE %I NOLOGIN", cancellationToken, login);
            await connection.ExecuteFormattedAsync("COMMENT ON ROLE %I IS %L", cancellationToken, login, mark);
        }
        else if (comment != mark)
        {
            throw new ProvisioningException(FailureReason.NameStandsOnServer);
        }

        await connection.ExecuteFormattedAsync($"ALTER ROLE %I CONNECTION LIMIT {connectionLimit}", cancellationToken, login);
        // Membership lets the provisioner hand objects to the login and end its sessions. PostgreSQL 16 would else give it neither.
        await connection.ExecuteFormattedAsync("GRANT %I TO CURRENT_USER", cancellationToken, login);
    }

    // Every login may connect to every database unless it is revoked. A provisioner without that right leaves it to the operator
    // (docs/runbooks/prepare-a-warehouse-server.md), and the login step finds out whether it was done.
    private static Task CloseCommonDatabasesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("""
            DO $$
            DECLARE name text;
            BEGIN
              FOR name IN SELECT datname FROM pg_database WHERE datname IN ('postgres', 'template1')
                AND has_database_privilege('public', oid, 'CONNECT')
                AND pg_has_role(datdba, 'USAGE')
              LOOP
                EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', name);
              END LOOP;
            END $$
            """, cancellationToken);
}
