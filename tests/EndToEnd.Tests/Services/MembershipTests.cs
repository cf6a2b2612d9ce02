using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Warehouse.Hosting;
using Warehouse.Http;
using Warehouse.Resilience;

namespace Warehouse.Services;

/// <summary>How a client finds silos in the system database.</summary>
public sealed class MembershipTests : IAsyncLifetime
{
    private TestDeployment _test = null!;

    public async ValueTask InitializeAsync() => _test = await TestDeployment.PrepareAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task It_waits_for_the_first_silo_finds_the_next_and_goes_on_without_the_database()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddJsonFile(_test.Deployment.GatewaySettings);
        using var log = new LogRecorder();
        builder.Logging.AddProvider(log);
        builder.AddWarehouseClient();
        using var host = builder.Build();
        var connecting = host.StartAsync();
        var first = await _test.StartSiloAsync();
        await connecting.WaitAsync(TimeSpan.FromSeconds(60));
        var calls = host.Services.GetRequiredService<GrainCalls>().Patient(TimeSpan.FromSeconds(60));
        await calls.CallAsync(grains => grains.Registry().ListOrganizationsAsync(1, null), CancellationToken.None);

        // Nothing but the membership tells the client of the second one.
        await _test.AddSiloAsync();
        await first.KillAsync();
        var organization = Guid.NewGuid();
        await calls.CallAsync(grains => grains.Organization(organization).CreateAsync("first"), CancellationToken.None);
        var status = await calls.CallAsync(grains => grains.Warehouse(organization).GetStatusAsync(), CancellationToken.None);
        Assert.Null(status);

        // A grain in memory answers, and the client still knows where when it has looked in vain.
        await _test.Deployment.Postgres.StopAsync("immediate");
        await Eventually.TrueAsync(
            () => Task.FromResult(log.Text.Contains("The silos cannot be looked up; going on with the", StringComparison.Ordinal)));
        Assert.Null(await calls.CallAsync(grains => grains.Warehouse(organization).GetStatusAsync(), CancellationToken.None));
        await host.StopAsync();
    }
}
