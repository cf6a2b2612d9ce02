using System.CommandLine;
using System.Runtime.InteropServices;
using Warehouse.Hosting;
using Warehouse.Settings;

namespace Warehouse.Local;

/// <summary>The development cluster behind <c>run.sh</c>.</summary>
internal static class LocalCommand
{
    private const int MaxSilos = 8;

    public static RootCommand Create()
    {
        var fresh = new Option<bool>("--fresh") { Description = "Start over: delete the local cluster's data first." };
        var silos = new Option<int>("--silos") { Description = $"How many silos, 1 to {MaxSilos}.", DefaultValueFactory = _ => 1 };
        silos.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MaxSilos)
            {
                result.AddError($"--silos takes a number from 1 to {MaxSilos}.");
            }
        });
        var command = new RootCommand("Runs a whole cluster on this machine, under .local/ of the working directory.") { fresh, silos };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Stop(context, stop));
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stop));
            try
            {
                await RunAsync(Path.GetFullPath(LocalCluster.Folder), parsed.GetValue(fresh), parsed.GetValue(silos), stop.Token);
                return 0;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return 0;
            }
            catch (InvalidOperationException exception)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return 1;
            }
        });
        return command;
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = true;
        stop.Cancel();
    }

    private static async Task RunAsync(string folder, bool fresh, int silos, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        using var single = Lock(folder);
        var (gatewayPort, dashboardPort, postgresPort) = (PortFrom("WAREHOUSE_PORT", 8080), PortFrom("WAREHOUSE_DASHBOARD_PORT", 8081), PortFrom("WAREHOUSE_PG_PORT", 15432));
        await StopLeftoverPostgresAsync(folder);
        RequireFree("WAREHOUSE_PORT", gatewayPort);
        RequireFree("WAREHOUSE_DASHBOARD_PORT", dashboardPort);
        RequireFree("WAREHOUSE_PG_PORT", postgresPort);
        var operationsPort = LocalPorts.FirstFree(8081, gatewayPort, dashboardPort, postgresPort);
        var ports = new LocalPorts(gatewayPort, operationsPort, postgresPort, SiloPorts.Free() with { Operations = dashboardPort });
        if (fresh)
        {
            DeleteData(folder);
        }

        Console.WriteLine($"Starting PostgreSQL, {(silos == 1 ? "silo" : $"{silos} silos")} and gateway…");
        var deployment = await LocalDeployment.PrepareAsync(folder, ports);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var group = new LocalSilos(deployment);
            for (var number = 1; number <= silos; number++)
            {
                var silo = group.Start(number);
                await WaitAsync(silo.Process, $"{silo.Ports.OperationsUrl}/readyz", deployment, silo.Name, cancellationToken);
            }

            await using var gateway = deployment.StartGateway();
            await WaitAsync(gateway, $"{deployment.OperationsUrl}/readyz", deployment, "gateway", cancellationToken);
            var demo = await DemoOrganization.EnsureAsync(deployment, cancellationToken);
            demo.Print();
            group.Print();
            await Task.WhenAny(group.AllExited(), gateway.Exited, Task.Delay(Timeout.Infinite, cancellationToken));
            if (!cancellationToken.IsCancellationRequested)
            {
                throw new InvalidOperationException(gateway.HasExited
                    ? $"The gateway ended by itself; see {deployment.Logs}/gateway.log."
                    : $"{(silos == 1 ? "The silo" : "The last silo")} ended by itself; see {deployment.Logs}.");
            }

            Console.WriteLine("Stopping…");
        }
        finally
        {
            await deployment.Postgres.StopAsync();
        }
    }

    private static async Task WaitAsync(LocalProcess process, string url, LocalDeployment deployment, string name, CancellationToken cancellationToken)
    {
        try
        {
            await LocalDeployment.WaitUntilReadyAsync(process, url, TimeSpan.FromSeconds(90), cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The {name} did not become ready; see {deployment.Logs}/{name}.log.", exception);
        }
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new InvalidOperationException($"Another run.sh is using {folder}.");
        }
    }

    private static int PortFrom(string variable, int otherwise) => Environment.GetEnvironmentVariable(variable) switch
    {
        null or "" => otherwise,
        var text when int.TryParse(text, out var port) && port is > 0 and < 65536 => port,
        var text => throw new InvalidOperationException($"{variable} is '{text}': it must be a port between 1 and 65535."),
    };

    private static void RequireFree(string variable, int port)
    {
        if (!LocalPorts.IsFree(port))
        {
            throw new InvalidOperationException($"Port {port} is in use; set {variable} to another.");
        }
    }

    // A launcher that was killed leaves its PostgreSQL running; the silo and the gateway end by themselves.
    private static async Task StopLeftoverPostgresAsync(string folder)
    {
        if (File.Exists(Path.Combine(folder, "postgres", "data", "postmaster.pid")))
        {
            await (await LocalPostgres.CreateAsync(PostgresFolder.For(folder), 0)).StopAsync();
        }
    }

    private static void DeleteData(string folder)
    {
        PostgresFolder.Delete(folder);
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => entry.Name != "lock"))
        {
            if (entry is DirectoryInfo directory)
            {
                directory.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }
}
