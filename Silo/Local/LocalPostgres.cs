using System.Security.Cryptography;
using Npgsql;

namespace Warehouse.Local;

/// <summary>
/// A private PostgreSQL server made from the installed server binaries: TCP on loopback, password login, and an unprivileged operating-system
/// user where we run as root (PostgreSQL refuses root).
/// </summary>
public sealed class LocalPostgres
{
    public const string SuperuserName = "postgres";
    private const string UnprivilegedUser = "postgres";

    private readonly string _folder;
    private readonly string[] _options;
    private readonly string? _tools;

    private LocalPostgres(string folder, int port, string password, string[] options, string? tools) =>
        (_folder, Port, Password, _options, _tools) = (folder, port, password, options, tools);

    public int Port { get; }

    public string Password { get; }

    public string LogFile => Path.Combine(_folder, "server.log");

    private string Data => Path.Combine(_folder, "data");

    public string ConnectionString(string database = "postgres", string username = SuperuserName, string? password = null) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Database = database,
            Username = username,
            Password = password ?? Password,
        }.ConnectionString;

    /// <summary>
    /// Makes the server's files in <paramref name="folder"/> unless they are there. The superuser's password lies beside them, readable by
    /// the owner only.
    /// </summary>
    /// <param name="tools">The folder of initdb, pg_ctl and postgres; without it, the newest that is installed.</param>
    public static async Task<LocalPostgres> CreateAsync(string folder, int port, IEnumerable<string>? options = null, string? tools = null)
    {
        var passwordFile = Path.Combine(folder, "superuser.password");
        if (File.Exists(Path.Combine(folder, "data", "PG_VERSION")) && File.Exists(passwordFile))
        {
            return new LocalPostgres(folder, port, (await File.ReadAllTextAsync(passwordFile)).Trim(), [.. options ?? []], tools);
        }

        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(passwordFile, password);
        if (RunsAsRoot)
        {
            await LocalProcess.RunAsync("chown", ["-R", UnprivilegedUser, folder]);
        }

        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.SetUnixFileMode(passwordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await RunToolAsync(tools, "initdb", [
            "--pgdata", Path.Combine(folder, "data"), "--username", SuperuserName, "--pwfile", passwordFile,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8",
            // Who does not care for the data after a power cut does not wait for the disk here either.
            .. options?.Contains("fsync=off") == true ? ["--no-sync"] : Array.Empty<string>()]);
        return new LocalPostgres(folder, port, password, [.. options ?? []], tools);
    }

    /// <summary>Starts the server and waits until it takes connections; no error when it is running.</summary>
    public async Task StartAsync()
    {
        if (await IsRunningAsync())
        {
            return;
        }

        var options = new List<string> { $"-p {Port}", "-c listen_addresses=127.0.0.1", "-c unix_socket_directories=", "-c max_connections=300" };
        options.AddRange(_options.Select(option => "-c " + option));
        try
        {
            await RunToolAsync(_tools, "pg_ctl", [
                "start", "--pgdata", Data, "--log", LogFile, "--wait", "--timeout", "60", "--silent", "--options", string.Join(' ', options)]);
        }
        catch (InvalidOperationException exception)
        {
            var log = File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(5)) : "";
            throw new InvalidOperationException($"{exception.Message}\n{log}", exception);
        }
    }

    /// <summary><c>fast</c> ends sessions and stops; <c>immediate</c> is a crash.</summary>
    public async Task StopAsync(string mode = "fast")
    {
        if (await IsRunningAsync())
        {
            await RunToolAsync(_tools, "pg_ctl", ["stop", "--pgdata", Data, "--mode", mode, "--wait", "--timeout", "60", "--silent"]);
        }
    }

    public async Task<bool> IsRunningAsync()
    {
        try
        {
            await RunToolAsync(_tools, "pg_ctl", ["status", "--pgdata", Data]);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Runs SQL as the superuser.</summary>
    public async Task ExecuteAsync(string sql, string database = "postgres")
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString(database)) { Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static bool RunsAsRoot => Environment.UserName == "root";

    // runuser keeps the working directory, which the other user may not be allowed to enter; the tools warn about it.
    private static Task<string> RunToolAsync(string? tools, string tool, IEnumerable<string> arguments)
    {
        var file = tools is null ? Find(tool) : Path.Combine(tools, tool);
        return RunsAsRoot
            ? LocalProcess.RunAsync("runuser", ["-u", UnprivilegedUser, "--", "env", "--chdir=/", file, .. arguments])
            : LocalProcess.RunAsync(file, arguments);
    }

    /// <summary>The newest installed server's tool. Debian keeps them out of PATH.</summary>
    private static string Find(string tool)
    {
        const string debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(debian) ? Directory.GetDirectories(debian) : [];
        var candidates = versions
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin", tool))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, tool)));
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"PostgreSQL's {tool} is not installed (Debian, Ubuntu: apt-get install postgresql).");
    }
}
