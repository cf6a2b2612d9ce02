using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Warehouse.Local;

/// <summary>
/// A whole deployment in one folder of this machine: a private PostgreSQL that is both system database and warehouse server, silos and
/// gateways as processes, and a folder for buckets. <c>run.sh</c> runs one; so do the end-to-end tests.
/// </summary>
public sealed class LocalDeployment
{
    public const string SystemDatabaseName = "warehouse_system";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private LocalDeployment(string folder, LocalPorts ports, LocalPostgres postgres) => (Folder, Ports, Postgres) = (folder, ports, postgres);

    public string Folder { get; }

    public LocalPorts Ports { get; }

    public LocalPostgres Postgres { get; }

    public string GatewayUrl => $"http://127.0.0.1:{Ports.Gateway}";

    /// <summary>The gateway's operations port.</summary>
    public string OperationsUrl => $"http://127.0.0.1:{Ports.GatewayOperations}";

    public string DashboardUrl => $"{Ports.Silo.OperationsUrl}/dashboard";

    public string ObjectStore => Path.Combine(Folder, "buckets");

    public string SiloSettings => Path.Combine(Folder, "silo.json");

    public string GatewaySettings => Path.Combine(Folder, "gateway.json");

    public string Logs => Path.Combine(Folder, "logs");

    /// <summary>Makes or reuses the folder, starts PostgreSQL, and writes the settings files of silo and gateway.</summary>
    public static async Task<LocalDeployment> PrepareAsync(
        string folder, LocalPorts ports, IEnumerable<string>? postgresOptions = null, string? postgresTools = null)
    {
        Directory.CreateDirectory(folder);
        var postgres = await LocalPostgres.CreateAsync(PostgresFolder.For(folder), ports.Postgres, postgresOptions, postgresTools);
        await postgres.StartAsync();
        var deployment = new LocalDeployment(folder, ports, postgres);
        Directory.CreateDirectory(deployment.Logs);
        Directory.CreateDirectory(deployment.ObjectStore);
        var secrets = await deployment.LoadSecretsAsync();
        await deployment.CreateLoginsAsync(secrets);
        await deployment.WriteSettingsAsync(secrets);
        return deployment;
    }

    /// <param name="ports">Of a silo beside the first one, whose ports are in the settings file.</param>
    public LocalProcess StartSilo(IReadOnlyDictionary<string, string>? environment = null, string name = "silo", SiloPorts? ports = null)
    {
        var settings = With(environment, SiloSettings);
        foreach (var (variable, value) in ports?.Variables ?? [])
        {
            settings.TryAdd(variable, value.ToString(CultureInfo.InvariantCulture));
        }

        return LocalProcess.StartDotnet(Assembly("Silo", "Silo/Host"), Path.Combine(Logs, name + ".log"), settings);
    }

    public LocalProcess StartGateway(IReadOnlyDictionary<string, string>? environment = null, string name = "gateway") =>
        LocalProcess.StartDotnet(Assembly("Gateway", "Gateway/Api"), Path.Combine(Logs, name + ".log"), With(environment, GatewaySettings));

    /// <summary>Waits until <paramref name="url"/> answers 200; fails when the process ends first.</summary>
    public static async Task WaitUntilReadyAsync(LocalProcess process, string url, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        while (true)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"The process behind {url} ended with exit code {process.ExitCode}.");
            }

            try
            {
                using var response = await http.GetAsync(new Uri(url), limit.Token);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !limit.IsCancellationRequested)
            {
                // Not listening yet.
            }

            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>The assembly of one of our executables: beside us in a published folder or a test's, or in its own build output.</summary>
    private static string Assembly(string name, string project)
    {
        var file = $"Warehouse.{name}.dll";
        var here = Path.Combine(AppContext.BaseDirectory, file);
        if (File.Exists(here) && File.Exists(Path.ChangeExtension(here, ".runtimeconfig.json")))
        {
            return here;
        }

        // Ours is Silo/Local/bin/<configuration>/<framework>.
        var output = AppContext.BaseDirectory.TrimEnd('/').Split('/');
        var sibling = Path.Combine([.. output[..^5].Prepend("/"), project, .. output[^3..], file]);
        return File.Exists(sibling) ? sibling : throw new InvalidOperationException($"{file} is not built: neither {here} nor {sibling} is there.");
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string>? environment, string settings) =>
        new(environment ?? new Dictionary<string, string>()) { ["WAREHOUSE_CONFIG"] = settings };

    private async Task<LocalSecrets> LoadSecretsAsync()
    {
        var file = Path.Combine(Folder, "secrets.json");
        if (File.Exists(file))
        {
            return JsonSerializer.Deserialize<LocalSecrets>(await File.ReadAllTextAsync(file))!;
        }

        var secrets = new LocalSecrets(
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            RandomNumberGenerator.GetHexString(32, true),
            RandomNumberGenerator.GetHexString(32, true),
            RandomNumberGenerator.GetHexString(32, true));
        await WriteOwnerOnlyAsync(file, JsonSerializer.Serialize(secrets));
        return secrets;
    }

    // The silo's login owns the system database; the gateway's may read the membership; the provisioner's makes databases and logins.
    private async Task CreateLoginsAsync(LocalSecrets secrets)
    {
        await Postgres.ExecuteAsync($"""
            SET log_min_error_statement = panic;
            DO $$
            BEGIN
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'warehouse_silo') THEN
                CREATE ROLE warehouse_silo LOGIN PASSWORD '{Credentials.ScramVerifier.Create(secrets.Silo)}';
                CREATE ROLE warehouse_gateway LOGIN PASSWORD '{Credentials.ScramVerifier.Create(secrets.Gateway)}';
                CREATE ROLE warehouse_provisioner LOGIN CREATEDB CREATEROLE PASSWORD '{Credentials.ScramVerifier.Create(secrets.Provisioner)}';
                GRANT pg_read_all_data TO warehouse_provisioner WITH ADMIN OPTION;
                REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC;
                GRANT CONNECT ON DATABASE postgres TO warehouse_provisioner;
              END IF;
            END $$
            """);
        if (await ExistsAsync($"SELECT FROM pg_database WHERE datname = '{SystemDatabaseName}'"))
        {
            return;
        }

        await Postgres.ExecuteAsync($"CREATE DATABASE {SystemDatabaseName} OWNER warehouse_silo TEMPLATE template0 ALLOW_CONNECTIONS false");
        await Postgres.ExecuteAsync($"""
            REVOKE ALL ON DATABASE {SystemDatabaseName} FROM PUBLIC;
            GRANT CONNECT ON DATABASE {SystemDatabaseName} TO warehouse_gateway;
            ALTER DATABASE {SystemDatabaseName} ALLOW_CONNECTIONS true;
            """);
        await Postgres.ExecuteAsync("""
            CREATE SCHEMA cluster AUTHORIZATION warehouse_silo;
            GRANT USAGE ON SCHEMA cluster TO warehouse_gateway;
            ALTER DEFAULT PRIVILEGES FOR ROLE warehouse_silo IN SCHEMA cluster GRANT SELECT ON TABLES TO warehouse_gateway;
            """, SystemDatabaseName);
    }

    private async Task<bool> ExistsAsync(string query)
    {
        await using var connection = new Npgsql.NpgsqlConnection(Postgres.ConnectionString() + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand($"SELECT EXISTS ({query})", connection);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private async Task WriteSettingsAsync(LocalSecrets secrets)
    {
        await WriteOwnerOnlyAsync(SiloSettings, JsonSerializer.Serialize(new
        {
            ConnectionStrings = new { System = Postgres.ConnectionString(SystemDatabaseName, "warehouse_silo", secrets.Silo) },
            Silo = new { Port = Ports.Silo.Silo, GatewayPort = Ports.Silo.Gateway },
            Operations = new { Port = Ports.Silo.Operations },
            Warehouse = new
            {
                secrets.MasterKey,
                Servers = new[]
                {
                    new { Name = "local", AdminConnection = Postgres.ConnectionString("postgres", "warehouse_provisioner", secrets.Provisioner) },
                },
                ObjectStore = new { Kind = "Directory", Path = ObjectStore },
            },
        }, Indented));
        await WriteOwnerOnlyAsync(GatewaySettings, JsonSerializer.Serialize(new
        {
            ConnectionStrings = new { System = Postgres.ConnectionString(SystemDatabaseName, "warehouse_gateway", secrets.Gateway) },
            Urls = GatewayUrl,
            // Nothing stands in front that would have to look away first.
            Operations = new { Port = Ports.GatewayOperations, DrainFor = TimeSpan.Zero },
            RateLimits = new { RequestsPerMinute = 0, RequestsPerHour = 0, RefusalsPerMinute = 0 },
        }, Indented));
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    internal static async Task WriteOwnerOnlyAsync(string file, string text)
    {
        await using var stream = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        });
        await using var writer = new StreamWriter(stream);
        await writer.WriteAsync(text);
    }

    private sealed record LocalSecrets(string MasterKey, string Silo, string Gateway, string Provisioner);
}
