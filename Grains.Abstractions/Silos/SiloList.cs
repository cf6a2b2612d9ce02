using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Orleans.Messaging;

namespace Warehouse.Silos;

/// <summary>
/// The silos a client may connect to. The Orleans client asks every few seconds; while they cannot be looked up, it gets those of the last
/// time, so that silos it once could not reach are tried again all the same.
/// </summary>
internal abstract partial class SiloList(TimeSpan refreshEvery, ILogger logger) : IGatewayListProvider
{
    private IList<Uri>? _last;
    private bool _isFailing;

    public TimeSpan MaxStaleness => refreshEvery;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    public Task<IList<Uri>> GetGateways() => GetGatewaysAsync(CancellationToken.None);

    public async Task<IList<Uri>> GetGatewaysAsync(CancellationToken cancellationToken)
    {
        try
        {
            _last = await LookUpAsync(cancellationToken);
            _isFailing = false;
        }
        catch (Exception exception) when (_last is not null && exception is DbException or SocketException or TimeoutException or IOException)
        {
            if (!_isFailing)
            {
                LogFailure(logger, _last!.Count, exception);
                _isFailing = true;
            }
        }

        return _last!;
    }

    protected abstract Task<IList<Uri>> LookUpAsync(CancellationToken cancellationToken);

    [LoggerMessage(LogLevel.Warning, "The silos cannot be looked up; going on with the {Count} known ones")]
    private static partial void LogFailure(ILogger logger, int count, Exception exception);
}
