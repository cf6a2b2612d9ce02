using System.Diagnostics;
using Npgsql;
using Warehouse.Cli;
using Warehouse.EndToEnd.ObjectStore;
using Warehouse.Local;

namespace Warehouse.Deployment;

/// <summary>
/// deploy/compose/compose.yaml without containers: its secrets, its database scripts, its variables. Only names and ports of other
/// containers
/// are replaced by where they are here.
/// </summary>
internal sealed class ComposedCluster : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("warehouse-compose-").FullName;
    private readonly List<(Process Process, Task<string> Output, Task<string> Error)> _running = [];
    private readonly Published _published;
    private readonly S3Server _s3;
    private LocalPostgres _system = null!;
    private LocalPostgres _warehouses = null!;

    private ComposedCluster(Published published, S3Server s3) => (_published, _s3) = (published, s3);

    public int ApiPort { get; } = FreePort.Next();

    public int SiloOperationsPort { get; } = FreePort.Next();

    public int GatewayOperationsPort { get; } = FreePort.Next();

    public static async Task<ComposedCluster> PrepareAsync(Published published, S3Server s3)
    {
        var cluster = new ComposedCluster(published, s3);
        File.SetUnixFileMode(cluster._folder, (UnixFileMode)0b111_101_101);
        await s3.StartedAsync;
        File.Copy(Path.Combine(DeployFolder.Path, "compose", "secrets.sh"), Path.Combine(cluster._folder, "secrets.sh"));
        await LocalProcess.RunAsync("bash", [Path.Combine(cluster._folder, "secrets.sh")]);
        cluster._system = await cluster.StartServerAsync("system");
        cluster._warehouses = await cluster.StartServerAsync("warehouse");
        return cluster;
    }

    /// <summary>The environment of a service, with its secrets in a folder.</summary>
    public Dictionary<string, string> EnvironmentOf(string name)
    {
        var service = DeployFolder.Compose["services"]![name]!;
        var mounted = Directory.CreateDirectory(Path.Combine(_folder, "run", name)).FullName;
        foreach (var secret in service["secrets"]!.AsArray())
        {
            var text = File.ReadAllText(Path.Combine(_folder, "secrets", (string)secret!["source"]!));
            File.WriteAllText(
                Path.Combine(mounted, (string)secret["target"]!),
                (string)secret["source"]! == "s3.secret" ? $"{S3Server.Us}-secret" : Here(text));
        }

        var temporary = Directory.CreateDirectory(Path.Combine(_folder, "tmp", name)).FullName;
        File.SetUnixFileMode(temporary, (UnixFileMode)0b111_111_111);
        var environment = service["environment"]!.AsObject().ToDictionary(
            variable => variable.Key, variable => Here((string)variable.Value!));
        environment["WAREHOUSE_SECRETS_FOLDER"] = mounted;
        environment["TMPDIR"] = temporary;
        environment["Warehouse__StopWithParent"] = "true";
        return environment;
    }

    public Dictionary<string, string> SiloEnvironment() => new(EnvironmentOf("silo-1"))
    {
        // A name, as in a container, and not an address.
        ["Silo__AdvertisedAddress"] = "localhost",
        ["Silo__Port"] = $"{FreePort.Next()}",
        ["Silo__GatewayPort"] = $"{FreePort.Next()}",
        ["Operations__Port"] = $"{SiloOperationsPort}",
        ["Warehouse__Servers__0__Port"] = $"{_warehouses.Port}",
    };

    public Dictionary<string, string> GatewayEnvironment() => new(EnvironmentOf("gateway-1"))
    {
        ["Urls"] = $"http://0.0.0.0:{ApiPort}",
        ["Operations__Port"] = $"{GatewayOperationsPort}",
    };

    public Process Start(string assembly, IReadOnlyDictionary<string, string> environment)
    {
        var process = Container.Start(assembly, environment);
        _running.Add((process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()));
        return process;
    }

    /// <summary>SIGTERM to all, latest first. Their exit codes and everything they have written.</summary>
    public async Task<(IReadOnlyList<int> ExitCodes, string Log)> StopAsync()
    {
        var codes = new List<int>();
        var log = "";
        foreach (var (process, output, error) in Enumerable.Reverse(_running))
        {
            await LocalProcess.RunAsync("bash", ["-c", $"kill -TERM {process.Id}"]);
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(90));
            codes.Add(process.ExitCode);
            log += await output + await error;
        }

        _running.Clear();
        return (codes, log);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (process, _, _) in _running.Where(running => !running.Process.HasExited))
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        foreach (var server in new[] { _system, _warehouses }.OfType<LocalPostgres>())
        {
            await server.StopAsync("immediate");
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<LocalPostgres> StartServerAsync(string name)
    {
        var server = await LocalPostgres.CreateAsync(Path.Combine(_folder, name), FreePort.Next(), ["fsync=off"]);
        await server.StartAsync();
        var start = new ProcessStartInfo("bash", [Path.Combine(DeployFolder.Path, "compose", "postgres", $"{name}.sh")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment["SECRETS"] = Path.Combine(_folder, "secrets");
        start.Environment["PGHOST"] = "127.0.0.1";
        start.Environment["PGPORT"] = $"{server.Port}";
        start.Environment["PGPASSWORD"] = server.Password;
        var result = await OperatorCli.RunAsync(Process.Start(start)!);
        Assert.True(result.ExitCode == 0, result.Error);
        return server;
    }

    private string Here(string text) => text
        .Replace("Host=system-db", $"Host=127.0.0.1;Port={_system.Port}", StringComparison.Ordinal)
        .Replace("Host=warehouse-db", $"Host=127.0.0.1;Port={_warehouses.Port}", StringComparison.Ordinal)
        .Replace("warehouse-db", "127.0.0.1", StringComparison.Ordinal)
        .Replace("http://object-store:8333", _s3.Url.ToString().TrimEnd('/'), StringComparison.Ordinal);
}
