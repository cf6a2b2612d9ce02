using Npgsql;
using Warehouse.Failpoints;
using Warehouse.ObjectStore;
using Warehouse.Servers;

namespace Warehouse.Warehouses.Provisioning;

/// <summary>Takes a warehouse's resources away. Each part may be repeated, and leaves alone what does not carry our mark.</summary>
internal sealed class WarehouseRemoval(WarehouseServers servers, IObjectStore store)
{
    /// <summary>Ends all sessions and drops the database and the root login.</summary>
    public async Task RemoveDatabaseAsync(WarehouseSpec spec, CancellationToken cancellationToken)
    {
        await using var connection = await servers.Get(spec.Server).OpenLockedAsync(spec.OrganizationId, cancellationToken);
        if (await DatabaseOwnership.OfAsync(connection, spec.DatabaseName, spec.Mark, cancellationToken) is DatabaseOwnership.Ours or DatabaseOwnership.Unmarked)
        {
            // Nobody comes in any more; FORCE ends who is in.
            await connection.ExecuteFormattedAsync("ALTER DATABASE %I ALLOW_CONNECTIONS false", cancellationToken, spec.DatabaseName);
            Failpoint.Hit("removal.closed");
            await connection.ExecuteFormattedAsync("DROP DATABASE %I WITH (FORCE)", cancellationToken, spec.DatabaseName);
            Failpoint.Hit("removal.dropped");
        }

        await RemoveLoginAsync(connection, spec.RootLogin, spec.Mark, cancellationToken);
    }

    public async Task RemoveServiceLoginAsync(WarehouseSpec spec, CancellationToken cancellationToken)
    {
        await using var connection = await servers.Get(spec.Server).OpenLockedAsync(spec.OrganizationId, cancellationToken);
        await RemoveLoginAsync(connection, spec.ServiceLogin, spec.Mark, cancellationToken);
    }

    public Task RemoveBucketAsync(WarehouseSpec spec, CancellationToken cancellationToken) =>
        store.DeleteBucketAsync(spec.OrganizationId, spec.Bucket, cancellationToken);

    private static async Task RemoveLoginAsync(NpgsqlConnection connection, string login, string mark, CancellationToken cancellationToken)
    {
        var ours = await connection.ScalarAsync(
            "SELECT 1 FROM pg_roles WHERE rolname = $1 AND shobj_description(oid, 'pg_authid') = $2",
            cancellationToken, WarehouseServer.Text(login), WarehouseServer.Text(mark));
        if (ours is not null)
        {
            await connection.ExecuteFormattedAsync("DROP ROLE %I", cancellationToken, login);
        }
    }
}
