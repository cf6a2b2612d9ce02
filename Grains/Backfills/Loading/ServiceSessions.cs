using Microsoft.Extensions.Options;
using Npgsql;
using Warehouse.Servers;

namespace Warehouse.Backfills.Loading;

/// <summary>Opens the sessions of the service login in which tables are made and filled.</summary>
internal sealed class ServiceSessions(WarehouseServers servers, ServiceLogins serviceLogins, IOptions<BackfillLoadingOptions> options)
{
    /// <summary>Not pooled: a load keeps it for long, and closing it ends whatever is left of it on the server.</summary>
    public async Task<NpgsqlConnection> OpenAsync(BackfillTarget target, CancellationToken cancellationToken)
    {
        var password = serviceLogins.PasswordFor(target.OrganizationId, target.DatabaseName);
        var connection = servers.Get(target.Server).OpenPathConnection(target.DatabaseName, target.ServiceLogin, password, pooled: false);
        try
        {
            await connection.OpenAsync(cancellationToken);
            // The keepalives let the server notice within a minute that the silo's machine is gone, and with that free our locks.
            await connection.ExecuteAsync($"""
                SET TimeZone = 'UTC'; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;
                SET lock_timeout = {(int)options.Value.LockTimeout.TotalMilliseconds};
                SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3
                """, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
