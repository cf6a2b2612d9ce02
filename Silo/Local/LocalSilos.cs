using System.Globalization;

namespace Warehouse.Local;

/// <summary>The silos of <c>run.sh --silos N</c>. One of several may end, killed to see what happens: the others go on.</summary>
internal sealed class LocalSilos(LocalDeployment deployment) : IAsyncDisposable
{
    private readonly List<(string Name, LocalProcess Process, SiloPorts Ports)> _silos = [];

    public (string Name, LocalProcess Process, SiloPorts Ports) Start(int number)
    {
        var first = number == 1;
        var name = first ? "silo" : string.Create(CultureInfo.InvariantCulture, $"silo-{number}");
        var ports = first ? deployment.Ports.Silo : SiloPorts.Free(deployment.Ports.Gateway, deployment.Ports.GatewayOperations, deployment.Ports.Postgres);
        var silo = (name, deployment.StartSilo(name: name, ports: first ? null : ports), ports);
        _silos.Add(silo);
        return silo;
    }

    /// <summary>Says where each silo is, when there are several.</summary>
    public void Print()
    {
        foreach (var (name, process, ports) in _silos.Where(_ => _silos.Count > 1))
        {
            Console.WriteLine($"  {name,-8} process {process.Id}, dashboard {ports.OperationsUrl}/dashboard");
        }
    }

    /// <summary>Says of each silo that it has ended, and ends with the last.</summary>
    public Task AllExited() => Task.WhenAll(_silos.Select(async silo =>
    {
        await silo.Process.Exited;
        Console.WriteLine($"{silo.Name} has ended.");
    }));

    public async ValueTask DisposeAsync() => await Task.WhenAll(_silos.Select(silo => silo.Process.DisposeAsync().AsTask()));
}
