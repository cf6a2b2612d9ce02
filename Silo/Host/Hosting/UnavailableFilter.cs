using System.Data.Common;
using Orleans.Storage;
using Warehouse.Failures;

namespace Warehouse.Hosting;

/// <summary>
/// Turns a database failure inside a grain into <see cref="UnavailableException"/>: callers learn that trying again is safe, and nothing
/// of the raw error, which may name hosts. A failed write has already deactivated its grain.
/// </summary>
internal sealed partial class UnavailableFilter(ILogger<UnavailableFilter> logger) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception exception) when (exception is DbException or InconsistentStateException or TimeoutException or IOException)
        {
            Failed(logger, context.InterfaceName, context.MethodName, exception);
            throw new UnavailableException("The database behind this service cannot be reached, or did not confirm the change. Try again.");
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Interface}.{Method} failed on its database")]
    private static partial void Failed(ILogger logger, string @interface, string method, Exception exception);
}
