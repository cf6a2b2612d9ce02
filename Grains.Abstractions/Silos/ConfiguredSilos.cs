using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Warehouse.Silos;

/// <summary>
/// The silos of <c>Warehouse:Gateways</c>. Orleans' own static list takes addresses only; names are looked up here, each time anew, so that
/// one name may stand for as many silos as there are.
/// </summary>
internal sealed class ConfiguredSilos(IReadOnlyList<string> gateways, IOptions<GatewayOptions> options, ILogger<ConfiguredSilos> logger)
    : SiloList(options.Value.GatewayListRefreshPeriod, logger)
{
    private readonly Uri[] _gateways = [.. gateways.Select(Parse).OfType<Uri>()];

    public static bool IsWellFormed(string gateway) => Parse(gateway) is not null;

    protected override async Task<IList<Uri>> LookUpAsync(CancellationToken cancellationToken)
    {
        var silos = await Task.WhenAll(_gateways.Select(async gateway =>
            (await Dns.GetHostAddressesAsync(gateway.DnsSafeHost, cancellationToken)).Select(address => SiloAddress.New(address, gateway.Port, 0).ToGatewayUri())));
        return [.. silos.SelectMany(silo => silo).Distinct()];
    }

    private static Uri? Parse(string gateway) =>
        Uri.TryCreate("tcp://" + gateway, UriKind.Absolute, out var uri) && uri is { Port: > 0, PathAndQuery: "/" or "", UserInfo: "" } ? uri : null;
}
