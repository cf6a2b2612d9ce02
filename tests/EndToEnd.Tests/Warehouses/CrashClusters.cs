using System.Collections.Concurrent;

namespace Warehouse.Warehouses;

/// <summary>As many clusters on one PostgreSQL server as crash tests run at once.</summary>
public sealed class CrashClusters : CrashServer
{
    private readonly ConcurrentQueue<CrashCluster> _idle = new();

    public async Task<CrashCluster> TakeAsync()
    {
        if (!_idle.TryDequeue(out var cluster))
        {
            cluster = new CrashCluster(AddCluster());
        }

        await cluster.StartAsync();
        return cluster;
    }

    public void Return(CrashCluster cluster) => _idle.Enqueue(cluster);

    public override async ValueTask DisposeAsync()
    {
        foreach (var cluster in _idle)
        {
            await cluster.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
