using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Runtime;
using Warehouse.Hosting;

namespace Warehouse.Silos;

/// <summary>
/// The silos that the membership in the system database calls active. Ours and not Orleans' provider, which would bring the server's
/// packages to every client (ADR 12).
/// </summary>
internal sealed class MembershipSilos(
    IConfiguration configuration, IOptions<ClusterOptions> cluster, IOptions<GatewayOptions> options, ILogger<MembershipSilos> logger)
    : SiloList(options.Value.GatewayListRefreshPeriod, logger), IAsyncDisposable
{
    private readonly NpgsqlDataSource _database = SystemDatabase.CreateDataSource(configuration, SystemDatabase.ClusterSchema);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    protected override async Task<IList<Uri>> LookUpAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("""
            SELECT address, proxy_port, generation FROM cluster.membership
            WHERE deployment_id = $1 AND status = $2 AND proxy_port > 0
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cluster.Value.ClusterId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (int)SiloStatus.Active });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var silos = new List<Uri>();
        while (await reader.ReadAsync(cancellationToken))
        {
            silos.Add(SiloAddress.New(IPAddress.Parse(reader.GetString(0)), reader.GetInt32(1), reader.GetInt32(2)).ToGatewayUri());
        }

        return silos;
    }
}
