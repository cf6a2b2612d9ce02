using System.Diagnostics;

namespace Warehouse.Local;

/// <summary>
/// A process of ours on this machine: the silo, the gateway, or one of PostgreSQL's tools. It runs in a session of its own, so that a
/// Ctrl-C in the terminal reaches the launcher only, and it writes to a log file.
/// </summary>
public sealed class LocalProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _output;

    private LocalProcess(Process process, Task output) => (_process, _output) = (process, output);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public Task Exited => _process.WaitForExitAsync();

    /// <summary>Starts one of our assemblies with <c>dotnet</c>; its output goes to <paramref name="logFile"/>.</summary>
    public static LocalProcess StartDotnet(string assembly, string logFile, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(assembly);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        // Standard input stays open as long as we live: Warehouse:StopWithParent watches it.
        start.Environment["Warehouse__StopWithParent"] = "true";
        var process = Process.Start(start)!;
        return new LocalProcess(process, CopyAsync(process, logFile));
    }

    /// <summary>Runs a tool to its end. Throws with the tool's own words when it fails.</summary>
    public static async Task<string> RunAsync(string file, IEnumerable<string> arguments, CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(file) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{Path.GetFileName(file)} failed with exit code {process.ExitCode}: {(await error).Trim()} {output.Trim()}");
    }

    /// <summary>Sends SIGTERM and waits; SIGKILL when it takes too long.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        if (!_process.HasExited)
        {
            await SignalAsync("TERM");
            try
            {
                await _process.WaitForExitAsync().WaitAsync(patience);
            }
            catch (TimeoutException)
            {
                _process.Kill();
                await _process.WaitForExitAsync();
            }
        }

        await _output;
    }

    /// <summary>SIGKILL: no goodbye.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _output;
    }

    // bash's own kill: the program of that name is not on every machine.
    public Task SignalAsync(string signal) => RunAsync("bash", ["-c", $"kill -{signal} {_process.Id}"]);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.FromSeconds(20));
        _process.Dispose();
    }

    private static async Task CopyAsync(Process process, string logFile)
    {
        await using var log = new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        await using var writer = TextWriter.Synchronized(new StreamWriter(log) { AutoFlush = true });
        await Task.WhenAll(CopyLinesAsync(process.StandardOutput, writer), CopyLinesAsync(process.StandardError, writer));
    }

    private static async Task CopyLinesAsync(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            await to.WriteLineAsync(line);
        }
    }
}
