namespace Warehouse.Warehouses;

/// <summary>The PostgreSQL server that crash tests share; each has a cluster of its own in it.</summary>
public class CrashServer : IAsyncLifetime
{
    private TestDeployment? _test;

    public TestDeployment AddCluster() => (_test ?? throw new InvalidOperationException("The server has not started.")).AddCluster();

    public async ValueTask InitializeAsync() => _test = await TestDeployment.PrepareAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_test is not null)
        {
            await _test.DisposeAsync();
        }
    }
}
