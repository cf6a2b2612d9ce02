namespace Warehouse.Failpoints;

/// <summary>
/// Named instants at which a test can make this process die as if by SIGKILL: <c>WAREHOUSE_FAILPOINT=&lt;name&gt;</c>. Without the variable, a
/// reference comparison and nothing more.
/// </summary>
internal static class Failpoint
{
    private static readonly string? Armed = Environment.GetEnvironmentVariable("WAREHOUSE_FAILPOINT");

    public static void Hit(string name)
    {
        if (Armed is not null && Armed == name)
        {
            // Process.Kill sends SIGKILL: no finally, no flush, no goodbye.
            System.Diagnostics.Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
