using System.Diagnostics;
using System.Text.Json;
using Warehouse.Local;

namespace Warehouse.Cli;

/// <summary>The verbs' executable as an operator runs it: a process, its two outputs and its exit code.</summary>
internal sealed class OperatorCli(LocalDeployment deployment)
{
    // Where it is built, and not its copy beside the tests: some of its packages are newer than the framework's, and the tests have the latter.
    private static readonly string Executable = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "..", "Gateway", "Cli", "bin", "Release", "net10.0", "warehouse.dll"));
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public Task<CliResult> RunAsync(params string[] arguments) => RunAsync(Start(arguments));

    /// <summary>Runs a verb with <c>--json</c> and returns the one object it prints.</summary>
    public async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var result = await RunAsync([.. arguments, "--json"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("", result.Error);
        return result.Json();
    }

    /// <summary>Runs a verb that must refuse: exit code 1, one line on standard error, nothing else.</summary>
    public async Task<string> RefusalAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        return Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    /// <summary>Starts a verb without waiting for its end.</summary>
    public Process Start(params string[] arguments) => Start("dotnet", [Executable, .. arguments]);

    /// <summary>Starts a verb on a terminal of its own (util-linux's script), where it may ask and draw.</summary>
    public Process StartOnTerminal(params string[] arguments)
    {
        var command = string.Join(' ', arguments.Prepend(Executable).Prepend("dotnet").Select(word => $"'{word}'"));
        return Start("script", ["-qfec", command, "/dev/null"]);
    }

    public static async Task<CliResult> RunAsync(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            return await FinishAsync(process);
        }
    }

    public static async Task<CliResult> FinishAsync(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The verb did not end. Output so far: {await output} {await error}");
        }

        return new CliResult(process.ExitCode, await output, await error);
    }

    private Process Start(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["WAREHOUSE_CONFIG"] = deployment.GatewaySettings;
        start.Environment["TERM"] = "xterm-256color";
        return Process.Start(start)!;
    }
}

/// <summary>What a verb left behind.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The whole standard output as one JSON object.</summary>
    public JsonElement Json()
    {
        Assert.EndsWith("}\n", Output, StringComparison.Ordinal);
        return JsonDocument.Parse(Output).RootElement.Clone();
    }
}
