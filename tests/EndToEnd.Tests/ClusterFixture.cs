using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Warehouse.Hosting;
using Warehouse.Local;

[assembly: AssemblyFixture(typeof(Warehouse.ClusterFixture))]

// Most tests wait for processes most of the time. Tests of one class run at once as well: each has what it changes for itself.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All, MaxThreads = 6)]

namespace Warehouse;

/// <summary>
/// The cluster most tests share: a real PostgreSQL, a silo process and a gateway process, in a folder that goes away at the end. Tests
/// keep apart by using organizations of their own. Rate limits are off, as in run.sh.
/// </summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private TestDeployment? _test;

    public TestDeployment Test => _test ?? throw new InvalidOperationException("The cluster has not started.");

    public LocalDeployment Deployment => Test.Deployment;

    /// <summary>The gateway, without a key.</summary>
    public HttpClient Http => Test.Http;

    /// <summary>The cluster as another service sees it.</summary>
    public IGrainFactory Grains => Test.Grains;

    public async ValueTask InitializeAsync()
    {
        _test = await TestDeployment.PrepareAsync();
        await _test.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_test is not null)
        {
            await _test.DisposeAsync();
        }
    }
}
