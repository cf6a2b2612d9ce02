using Npgsql;
using Warehouse.Credentials;
using Warehouse.Failpoints;
using Warehouse.Servers;

namespace Warehouse.Warehouses.Provisioning;

/// <summary>Root's verifier and the service login's derived password: with them the two logins can log in.</summary>
internal sealed class SecretsStep(WarehouseServers servers, ServiceLogins serviceLogins)
{
    public async Task EnsureAsync(WarehouseSpec spec, CancellationToken cancellationToken)
    {
        await using var connection = await servers.Get(spec.Server).OpenLockedAsync(spec.OrganizationId, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await SetVerifierAsync(connection, spec.RootLogin, spec.Verifier, cancellationToken);
        var servicePassword = serviceLogins.PasswordFor(spec.OrganizationId, spec.DatabaseName);
        await SetVerifierAsync(connection, spec.ServiceLogin, ScramVerifier.Create(servicePassword), cancellationToken);
        Failpoint.Hit("secrets.before-commit");
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Gives root another verifier and ends the sessions that the old one opened: PostgreSQL itself would let them live on.
    /// </summary>
    public async Task ReplaceVerifierAsync(WarehouseSpec spec, CancellationToken cancellationToken)
    {
        await using var connection = await servers.Get(spec.Server).OpenLockedAsync(spec.OrganizationId, cancellationToken);
        await SetVerifierAsync(connection, spec.RootLogin, spec.Verifier, cancellationToken);
        Failpoint.Hit("reset.verifier-set");
        await EndSessionsAsync(connection, spec.RootLogin, cancellationToken);
    }

    // A session that authenticated an instant ago is not listed yet, and one that was told to end is for a moment still: look until a second
    // look, too, finds nobody.
    private static async Task EndSessionsAsync(NpgsqlConnection connection, string login, CancellationToken cancellationToken)
    {
        for (var quiet = 0; quiet < 2;)
        {
            var ended = (long)(await connection.ScalarAsync(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = $1", cancellationToken, WarehouseServer.Text(login)))!;
            quiet = ended == 0 ? quiet + 1 : 0;
            await Task.Delay(20, cancellationToken);
        }
    }

    private static Task SetVerifierAsync(NpgsqlConnection connection, string login, string verifier, CancellationToken cancellationToken) =>
        ScramVerifier.IsWellFormed(verifier)
            ? connection.ExecuteFormattedAsync("ALTER ROLE %I LOGIN PASSWORD %L", cancellationToken, login, verifier)
            // Anything else PostgreSQL would take for a clear password.
            : throw new InvalidOperationException("Not a SCRAM-SHA-256 verifier.");
}
