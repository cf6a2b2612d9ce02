using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Warehouse.Settings;

namespace Warehouse.Operations;

/// <summary>
/// With <c>Warehouse:StopWithParent</c> set, ends the host when standard input closes: a launcher that holds the other end takes its
/// children with it, however it dies.
/// </summary>
internal static class ParentProcess
{
    public static void AddStopWithParent(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration.Read<ParentProcessOptions>().StopWithParent)
        {
            builder.Services.AddHostedService<StopWithParent>();
        }
    }

    // A thread and not a task: a read of standard input cannot be cancelled, and must not hold up a stop that comes another way.
    private sealed class StopWithParent(IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            new Thread(WaitForEnd) { IsBackground = true, Name = nameof(StopWithParent) }.Start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        private void WaitForEnd()
        {
            using var input = Console.OpenStandardInput();
            Span<byte> buffer = stackalloc byte[16];
            while (input.Read(buffer) > 0)
            {
            }

            lifetime.StopApplication();
        }
    }
}
