using System.Diagnostics;

namespace Warehouse.Deployment;

/// <summary>
/// A process as a container has it: a user without rights, no environment but what it is given, an app folder that it may not write to.
/// Where
/// the tests do not run as root, they have no rights to lose.
/// </summary>
internal static class Container
{
    private const string Nobody = "65534";

    public static Process Start(string assembly, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "/usr/bin/dotnet";
        string[] command = ["env", "--ignore-environment", "--chdir", Path.GetDirectoryName(assembly)!,
            .. environment.Select(variable => $"{variable.Key}={variable.Value}"), dotnet, assembly, .. arguments];
        string[] rights = Environment.UserName == "root"
            ? ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--no-new-privs", .. command]
            : command;
        return Process.Start(
            new ProcessStartInfo(rights[0], rights[1..])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<Cli.CliResult> RunAsync(
        string assembly, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Cli.OperatorCli.RunAsync(Start(assembly, environment, arguments));
}
