using Warehouse.Local;
using Warehouse.Warehouses;

[assembly: AssemblyFixture(typeof(Warehouse.ClusterFixture))]

namespace Warehouse;

/// <summary>
/// The cluster most tests share: a real PostgreSQL, a silo process and a gateway process, in a folder that goes away at the end. Tests
/// keep apart by using organizations of their own. Rate limits are off, as in run.sh.
/// </summary>
public class ClusterFixture : IAsyncLifetime
{
    private readonly Lazy<Task<TestWarehouse>> _warehouse;
    private TestDeployment? _test;

    public ClusterFixture() => _warehouse = new(() => TestWarehouse.ReadyAsync(Test));

    public TestDeployment Test => _test ?? throw new InvalidOperationException("The cluster has not started.");

    public LocalDeployment Deployment => Test.Deployment;

    /// <summary>The gateway, without a key.</summary>
    public HttpClient Http => Test.Http;

    /// <summary>The cluster as another service sees it.</summary>
    public IGrainFactory Grains => Test.Grains;

    /// <summary>A warehouse for tests that change nothing in it.</summary>
    public Task<TestWarehouse> WarehouseAsync() => _warehouse.Value;

    public async ValueTask InitializeAsync()
    {
        _test = await TestDeployment.PrepareAsync(await FindPostgresAsync());
        await _test.StartAsync();
    }

    /// <summary>The folder of PostgreSQL's server binaries; null for the newest that is installed.</summary>
    protected virtual Task<string?> FindPostgresAsync() => Task.FromResult<string?>(null);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_test is not null)
        {
            await _test.DisposeAsync();
        }
    }
}
