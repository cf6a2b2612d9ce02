namespace Warehouse.Failpoints;

/// <summary>
/// Named instants at which a test can make this process die as if by SIGKILL. <c>WAREHOUSE_FAILPOINT</c> is the name, or the absolute path of
/// a folder: there a file of that name arms the failpoint while the process runs. Without the variable, a comparison and nothing more.
/// </summary>
internal static class Failpoint
{
    private static readonly string? Armed = Environment.GetEnvironmentVariable("WAREHOUSE_FAILPOINT");

    public static void Hit(string name)
    {
        if (Armed is not null && (Armed == name || (Path.IsPathRooted(Armed) && File.Exists(Path.Combine(Armed, name)))))
        {
            // Process.Kill sends SIGKILL: no finally, no flush, no goodbye.
            System.Diagnostics.Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
