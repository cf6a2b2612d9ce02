using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Warehouse.Audit;

/// <summary>Deletes what is past its retention, hour by hour. Every silo does; that two do it at once hurts nothing.</summary>
internal sealed partial class AuditRetention(AuditStore store, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditRetention> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        do
        {
            try
            {
                while (await store.DeleteAsync(time.GetUtcNow() - options.Value.Retention, stoppingToken))
                {
                }
            }
            catch (NpgsqlException exception)
            {
                NotDeleted(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "Old lines of the audit trail could not be deleted; it is tried again in an hour")]
    private static partial void NotDeleted(ILogger logger, Exception exception);
}
