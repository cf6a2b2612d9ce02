using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Warehouse.Hosting;

/// <summary>
/// With <c>Warehouse:StopWithParent</c> set, ends the host when standard input closes: a launcher that holds the other end takes its
/// children with it, however it dies.
/// </summary>
public static class ParentProcess
{
    public static void AddStopWithParent(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue<bool>("Warehouse:StopWithParent"))
        {
            builder.Services.AddHostedService<StopWithParent>();
        }
    }

    private sealed class StopWithParent(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await using var input = Console.OpenStandardInput();
            var buffer = new byte[1];
            while (await input.ReadAsync(buffer, stoppingToken) > 0)
            {
            }

            lifetime.StopApplication();
        }
    }
}
