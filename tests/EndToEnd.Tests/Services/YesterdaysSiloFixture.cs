using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Warehouse.Hosting;
using Warehouse.Local;

namespace Warehouse.Services;

/// <summary>A silo that knows only the contracts of a frozen package, and today's client connected to it by address.</summary>
public sealed class YesterdaysSiloFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("warehouse-test-").FullName;
    private LocalProcess? _silo;
    private IHost? _client;

    public IServiceProvider Client => _client!.Services;

    public IGrainFactory Grains => Client.GetRequiredService<IGrainFactory>();

    public async ValueTask InitializeAsync()
    {
        var gateway = FreePort.Next();
        var (assembly, log) = (TestService.Assembly(TestService.YesterdaysSilo), Path.Combine(_folder, "silo.log"));
        _silo = LocalProcess.StartDotnet(assembly, log, new Dictionary<string, string>
        {
            ["Silo__Port"] = $"{FreePort.Next()}",
            ["Silo__GatewayPort"] = $"{gateway}",
        });
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("Warehouse:Gateways", $"127.0.0.1:{gateway}")]);
        builder.AddWarehouseClient();
        _client = builder.Build();

        // It keeps trying until the silo is there.
        var connecting = _client.StartAsync();
        if (await Task.WhenAny(connecting, _silo.Exited).WaitAsync(TimeSpan.FromSeconds(120)) != connecting)
        {
            throw new InvalidOperationException(await File.ReadAllTextAsync(log));
        }

        await connecting;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.StopAsync();
            _client.Dispose();
        }

        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
