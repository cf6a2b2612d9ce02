using System.Runtime.CompilerServices;
using Warehouse.Backfills;
using Warehouse.Jobs;
using Warehouse.Operations;
using Warehouse.Restores;
using Warehouse.Services;
using Warehouse.Warehouses;
using Xunit.Sdk;
using Xunit.v3;

// Most tests wait for processes most of the time. Tests of one class run at once as well: each has what it changes for itself.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 6)]
[assembly: TestCollectionOrderer(typeof(Warehouse.TestRun))]

namespace Warehouse;

/// <summary>How all tests run.</summary>
public sealed class TestRun : ITestCollectionOrderer
{
    /// <summary>
    /// What waits for minutes: for a reminder, a build, silos that are declared dead. It begins first, so that nothing runs alone at the end.
    /// </summary>
    private static readonly Type[] Slowest =
    [
        typeof(LedgerCrashTests), typeof(ImporterCrashTests), typeof(Deployment.PublishedTests), typeof(RestoreTests),
        typeof(BackfillCrashTests), typeof(GracefulStopTests), typeof(Cli.OutageTests), typeof(Http.OutageTests),
        typeof(Warehouses.OutageTests), typeof(CrashTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Rank(collection.TestCollectionDisplayName)).ThenBy(collection => collection.UniqueID)];

    private static int Rank(string name) =>
        Array.FindIndex(Slowest, type => name.Contains($" {type.FullName} ", StringComparison.Ordinal)) is >= 0 and var rank
        ? rank
        : Slowest.Length;

    // A process of a test lives for seconds, in which optimizing what was just compiled costs a third of all it does. So that waits until
    // nothing new has been compiled for 5 s (0x1388 ms). For the processes that we start: ours has read its settings already.
    [ModuleInitializer]
    internal static void HaveShortLivedProcessesStartCheaply() =>
        Environment.SetEnvironmentVariable("DOTNET_TC_CallCountingDelayMs", "1388");
}
