using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Warehouse.Credentials;
using Warehouse.Hosting;
using Warehouse.Local;

namespace Warehouse;

/// <summary>A deployment in a temporary folder on free ports, with what a test needs to drive it and to hurt it.</summary>
public sealed class TestDeployment : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ConcurrentStack<LocalProcess> _processes = new();
    private readonly ConcurrentStack<LocalPostgres> _servers = new();
    private readonly SiloPorts _siloPorts;
    private readonly string? _cluster;
    private IHost? _client;
    private HttpClient? _http;

    private TestDeployment(LocalDeployment deployment, SiloPorts siloPorts, string? cluster) =>
        (Deployment, _siloPorts, _cluster) = (deployment, siloPorts, cluster);

    public LocalDeployment Deployment { get; }

    public HttpClient Http => _http ??= new HttpClient { BaseAddress = new Uri(Deployment.GatewayUrl), Timeout = TimeSpan.FromSeconds(60) };

    public IGrainFactory Grains =>
        (_client ?? throw new InvalidOperationException("StartAsync or ConnectAsync comes first."))
            .Services.GetRequiredService<IGrainFactory>();

    /// <param name="postgresTools">The folder of another PostgreSQL's server binaries.</param>
    public static async Task<TestDeployment> PrepareAsync(string? postgresTools = null)
    {
        var folder = Directory.CreateTempSubdirectory("warehouse-test-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var ports = new LocalPorts(FreePort.Next(), FreePort.Next(), FreePort.Next(), NewSiloPorts());
        string[] options = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
        return new TestDeployment(await LocalDeployment.PrepareAsync(folder, ports, options, postgresTools), ports.Silo, null);
    }

    /// <summary>
    /// A further cluster on the same PostgreSQL, with members, grain states and reminders of its own in the same system database. Only the
    /// tables of registry, ledger and audit are common. To be disposed of first.
    /// </summary>
    public TestDeployment AddCluster() => new(Deployment, NewSiloPorts(), $"test-{Guid.NewGuid():N}");

    /// <summary>Starts one silo, one gateway and a grain client.</summary>
    public async Task StartAsync(IReadOnlyDictionary<string, string>? siloEnvironment = null)
    {
        await StartSiloAsync(siloEnvironment);
        await StartGatewayAsync();
        await ConnectAsync();
    }

    public async Task<LocalProcess> StartSiloAsync(
        IReadOnlyDictionary<string, string>? environment = null, bool waitUntilReady = true, SiloPorts? ports = null, string? name = null)
    {
        ports ??= _siloPorts;
        var silo = Deployment.StartSilo(InCluster(environment), name ?? $"silo-{ports.Silo}", ports);
        _processes.Push(silo);
        if (waitUntilReady)
        {
            await LocalDeployment.WaitUntilReadyAsync(silo, $"{ports.OperationsUrl}/readyz", Patience);
        }

        return silo;
    }

    /// <summary>One more silo, beside the first.</summary>
    public Task<LocalProcess> AddSiloAsync(IReadOnlyDictionary<string, string>? environment = null) =>
        StartSiloAsync(environment, ports: NewSiloPorts());

    public async Task<LocalProcess> StartGatewayAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        var gateway = Deployment.StartGateway(environment);
        _processes.Push(gateway);
        await LocalDeployment.WaitUntilReadyAsync(gateway, Deployment.OperationsUrl + "/readyz", Patience);
        return gateway;
    }

    /// <summary>One more gateway, beside the first.</summary>
    public async Task<TestGateway> AddGatewayAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        var (port, operations) = (FreePort.Next(), FreePort.Next());
        var (url, operationsUrl) = ($"http://127.0.0.1:{port}", $"http://127.0.0.1:{operations}");
        var process = Deployment.StartGateway(
            new Dictionary<string,
            string>(environment ?? new Dictionary<string, string>()) { ["Urls"] = url, ["Operations__Port"] = $"{operations}" },
            $"gateway-{port}");
        _processes.Push(process);
        await LocalDeployment.WaitUntilReadyAsync(process, operationsUrl + "/readyz", Patience);
        return new TestGateway(process, url, operationsUrl);
    }

    /// <summary>Connects the grain client, once.</summary>
    public async Task ConnectAsync()
    {
        if (_client is not null)
        {
            return;
        }

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddJsonFile(Deployment.GatewaySettings);
        builder.Configuration.AddInMemoryCollection(InCluster(null).Select(setting =>
            KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)));
        builder.AddWarehouseClient();
        _client = builder.Build();
        await _client.StartAsync().WaitAsync(Patience);
    }

    /// <summary>Another PostgreSQL server, to be a warehouse server apart from the system database. Not started yet.</summary>
    /// <param name="options">Of postgresql.conf: <c>max_connections=30</c>.</param>
    public async Task<LocalPostgres> AddServerAsync(string name, params IEnumerable<string> options)
    {
        var server = await LocalPostgres.CreateAsync(Path.Combine(Deployment.Folder, name), FreePort.Next(), options.Prepend("fsync=off"));
        _servers.Push(server);
        return server;
    }

    /// <summary>
    /// Another PostgreSQL server, started and prepared for a provisioner without more rights than the runbook gives it. New warehouses go
    /// there when the silo starts with the environment that is returned.
    /// </summary>
    public async Task<(LocalPostgres Server, Dictionary<string, string> Silo)> AddWarehouseServerAsync(
        string name, params IEnumerable<string> options)
    {
        const string Provisioner = "warehouse_provisioner";
        var server = await AddServerAsync(name, options);
        await server.StartAsync();
        var password = LoginPassword.Generate();
        await server.ExecuteAsync($"""
            CREATE ROLE {Provisioner} LOGIN CREATEDB CREATEROLE PASSWORD '{password.Verifier}';
            GRANT pg_read_all_data TO {Provisioner} WITH ADMIN OPTION;
            GRANT CONNECT ON DATABASE postgres TO {Provisioner};
            REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC;
            """);
        return (server, WarehousesOn(name, server.ConnectionString("postgres", Provisioner, password.Clear)));
    }

    /// <summary>A silo's environment with which new warehouses go to this server only, and none to that of the system database.</summary>
    public static Dictionary<string, string> WarehousesOn(string name, string adminConnection) => new()
    {
        ["Warehouse__Servers__0__Open"] = "false",
        ["Warehouse__Servers__1__Name"] = name,
        ["Warehouse__Servers__1__AdminConnection"] = adminConnection,
    };

    /// <summary>A new, empty server where the one of the system database was; that one has stopped.</summary>
    public async Task<LocalPostgres> ReplaceServerAsync(string name)
    {
        var server = await LocalPostgres.CreateAsync(Path.Combine(Deployment.Folder, name), Deployment.Ports.Postgres, ["fsync=off"]);
        _servers.Push(server);
        await server.StartAsync();
        return server;
    }

    /// <summary>SIGKILL to every silo and gateway.</summary>
    public async Task KillProcessesAsync()
    {
        while (_processes.TryPop(out var process))
        {
            await process.KillAsync();
        }
    }

    /// <summary>SIGTERM to every silo and gateway.</summary>
    public async Task StopProcessesAsync()
    {
        while (_processes.TryPop(out var process))
        {
            await process.StopAsync(Patience);
        }
    }

    /// <summary>Everything the processes have written so far.</summary>
    public string ReadLogs() => string.Join('\n', Directory.GetFiles(Deployment.Logs).Select(ReadShared));

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.StopAsync();
            _client.Dispose();
        }

        _http?.Dispose();
        foreach (var process in _processes.Where(process => !process.HasExited))
        {
            await process.KillAsync();
        }

        if (_cluster is not null)
        {
            return;
        }

        foreach (var server in _servers.Append(Deployment.Postgres))
        {
            await server.StopAsync("immediate");
        }

        Directory.Delete(Deployment.Folder, recursive: true);
    }

    internal static SiloPorts NewSiloPorts() => new(FreePort.Next(), FreePort.Next(), FreePort.Next());

    private Dictionary<string, string> InCluster(IReadOnlyDictionary<string, string>? environment)
    {
        var all = new Dictionary<string, string>(environment ?? new Dictionary<string, string>());
        if (_cluster is not null)
        {
            (all["Warehouse__ClusterId"], all["Warehouse__ServiceId"]) = (_cluster, _cluster);
        }

        return all;
    }

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
