using System.Diagnostics;
using Warehouse.Cli;
using Warehouse.Local;

namespace Warehouse.Restores;

/// <summary>PostgreSQL's own tools for backup and restore, as an operator calls them.</summary>
internal static class PostgresTools
{
    /// <summary>
    /// Runs a shell command with the server's superuser in <c>PGHOST</c>, <c>PGPORT</c>, <c>PGUSER</c> and <c>PGPASSWORD</c>.
    /// </summary>
    public static async Task<string> ShellAsync(this LocalPostgres server, string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", "set -o pipefail; " + command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGHOST"] = "127.0.0.1";
        start.Environment["PGPORT"] = $"{server.Port}";
        start.Environment["PGUSER"] = LocalPostgres.SuperuserName;
        start.Environment["PGPASSWORD"] = server.Password;
        var result = await OperatorCli.RunAsync(Process.Start(start)!);
        Assert.True(result.ExitCode == 0, $"{command}: {result.Error}");
        return result.Output;
    }
}
