using Warehouse.Local;

namespace Warehouse.Warehouses;

/// <summary>
/// A cluster of one silo that can be told, while it runs, at which failpoint to die. The silo after it finishes the work, and is the one
/// that dies in the next test.
/// </summary>
public sealed class CrashCluster(TestDeployment test) : IAsyncDisposable
{
    private readonly string _failpoints = Directory.CreateTempSubdirectory("warehouse-test-").FullName;
    private LocalProcess? _silo;

    public TestDeployment Test => test;

    /// <summary>Starts a silo where none runs.</summary>
    public async Task StartAsync()
    {
        if (_silo is not { HasExited: false })
        {
            _silo = await test.StartSiloAsync(new Dictionary<string, string> { ["WAREHOUSE_FAILPOINT"] = _failpoints });
            await test.ConnectAsync();
        }
    }

    /// <summary>Makes the call that leads to the failpoint, waits for the silo's death there, and starts the next one.</summary>
    public async Task DieAtAsync(string failpoint, Func<Task> call)
    {
        var file = Path.Combine(_failpoints, failpoint);
        await File.WriteAllTextAsync(file, "");
        try
        {
            await WaitForDeathAsync(call);
        }
        finally
        {
            File.Delete(file);
        }

        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await test.DisposeAsync();
        Directory.Delete(_failpoints, recursive: true);
    }

    // As the gateway does: a call that found no silo, or lost its answer, is sent again while the silo lives.
    private async Task WaitForDeathAsync(Func<Task> call)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var answered = false;
        while (!_silo!.HasExited && !limit.IsCancellationRequested)
        {
            try
            {
                await (answered ? Task.Delay(20) : call());
                answered = true;
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException or Failures.UnavailableException)
            {
                await Task.Delay(100);
            }
        }

        Assert.True(_silo.HasExited && _silo.ExitCode == 137, "The silo was not killed.");
    }
}
