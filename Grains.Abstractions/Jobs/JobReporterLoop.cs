using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Warehouse.Jobs;

/// <summary>Makes <see cref="JobReporter"/> send while the host runs, and closes what is left open when it stops.</summary>
internal sealed class JobReporterLoop(JobReporter reporter, TimeProvider time, IOptions<JobReporterOptions> options) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await reporter.CloseAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ReportEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await reporter.FlushAsync(stoppingToken);
        }
    }
}
