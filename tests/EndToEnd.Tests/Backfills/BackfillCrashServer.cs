using Warehouse.Warehouses;

namespace Warehouse.Backfills;

/// <summary>The server of the backfill's crash tests, and what they compare with.</summary>
public sealed class BackfillCrashServer : CrashServer
{
    private readonly Lazy<Task<string>> _undisturbed;

    public BackfillCrashServer() => _undisturbed = new(async () =>
    {
        await using var test = AddCluster();
        return await BackfillCrashTests.LoadUndisturbedAsync(test);
    });

    public Task<string> UndisturbedAsync => _undisturbed.Value;
}
