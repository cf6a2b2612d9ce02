using Npgsql;
using Warehouse.Servers;

namespace Warehouse.Warehouses.Provisioning;

/// <summary>
/// What makes a warehouse ready: a real login over the path customers take. It is the service login's, because root's password is known to
/// nobody but the customer; root's own rights are looked up.
/// </summary>
internal sealed class LoginProof(WarehouseServers servers, ServiceLogins serviceLogins)
{
    public async Task ProveAsync(WarehouseSpec spec, CancellationToken cancellationToken)
    {
        var password = serviceLogins.PasswordFor(spec.OrganizationId, spec.DatabaseName);
        await using var connection = servers.Get(spec.Server).OpenPathConnection(spec.DatabaseName, spec.ServiceLogin, password, pooled: false);
        try
        {
            await connection.OpenAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            throw new ProvisioningException(FailureReason.LoginFailed, Resource.Secrets, exception);
        }
        catch (NpgsqlException exception) when (exception is not PostgresException)
        {
            throw new ProvisioningException(FailureReason.ServerUnreachable, Resource.MetadataStore, exception);
        }

        await connection.ExecuteAsync("SELECT 1", cancellationToken);
        var rootCanLogIn = (bool?)await connection.ScalarAsync(
            "SELECT rolcanlogin AND NOT rolsuper AND has_database_privilege(oid, current_database(), 'CONNECT') FROM pg_roles WHERE rolname = $1",
            cancellationToken, WarehouseServer.Text(spec.RootLogin));
        if (rootCanLogIn is not true)
        {
            throw new ProvisioningException(FailureReason.LoginFailed, Resource.Secrets);
        }

        var strays = (bool)(await connection.ScalarAsync(
            """
            SELECT EXISTS (
              SELECT FROM pg_database, pg_roles
              WHERE datallowconn AND datname <> current_database() AND rolname IN ($1, $2)
                AND has_database_privilege(pg_roles.oid, pg_database.oid, 'CONNECT'))
            """,
            cancellationToken, WarehouseServer.Text(spec.RootLogin), WarehouseServer.Text(spec.ServiceLogin)))!;
        if (strays)
        {
            throw new ProvisioningException(FailureReason.NotIsolated, Resource.Identity);
        }
    }
}
