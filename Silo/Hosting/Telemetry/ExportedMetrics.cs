using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Warehouse.Telemetry;

/// <summary>
/// What is exported of the meters in this process: all of ours, and of the libraries' what is named here, with the labels named here. A
/// label that can have as many values as there are customers, such as the name of a connection pool, would make a series of each.
/// </summary>
internal static class ExportedMetrics
{
    public const string OwnMeter = "Warehouse";

    // As a safeguard only: no instrument of ours has a tenth of it.
    private const int MaxSeries = 2000;

    private static readonly string[] None = [];

    /// <summary>The libraries' instruments, each with its labels.</summary>
    public static FrozenDictionary<string, string[]> Libraries { get; } = new Dictionary<string, string[]>
    {
        ["http.server.request.duration"] = ["http.request.method", "http.route", "http.response.status_code"],
        ["http.server.active_requests"] = None,
        ["kestrel.active_connections"] = None,
        ["kestrel.rejected_connections"] = None,
        ["db.client.operation.duration"] = None,
        ["db.client.operation.failed"] = None,
        ["db.client.connection.npgsql.timeouts"] = None,
        ["db.client.connection.npgsql.pending_requests"] = None,
        ["orleans-app-requests-latency"] = None,
        ["orleans-app-requests-timedout"] = None,
        ["orleans-catalog-activation-failed-to-activate"] = None,
        ["orleans-client-connected-gateways"] = None,
        ["orleans-gateway-connected-clients"] = None,
        ["orleans-scheduler-long-running-turns"] = None,
        ["orleans-storage-read-errors"] = None,
        ["orleans-storage-write-errors"] = None,
        ["orleans-watchdog-health-checks-failed"] = None,
        ["dotnet.process.cpu.time"] = ["cpu.mode"],
        ["dotnet.process.memory.working_set"] = None,
        ["dotnet.gc.collections"] = ["gc.heap.generation"],
        ["dotnet.gc.pause.time"] = None,
        ["dotnet.gc.last_collection.heap.size"] = ["gc.heap.generation"],
        ["dotnet.gc.heap.total_allocated"] = None,
        ["dotnet.thread_pool.queue.length"] = None,
        ["dotnet.thread_pool.thread.count"] = None,
        ["dotnet.monitor.lock_contentions"] = None,
        ["dotnet.exceptions"] = None,
    }.ToFrozenDictionary();

    public static IEnumerable<string> Meters { get; } =
    [
        OwnMeter,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.Orleans",
        "Npgsql",
        "System.Runtime",
    ];

    public static MetricStreamConfiguration? ViewOf(Instrument instrument) =>
        instrument.Meter.Name == OwnMeter ? new MetricStreamConfiguration { CardinalityLimit = MaxSeries }
        : Libraries.TryGetValue(instrument.Name, out var labels) ? new MetricStreamConfiguration { TagKeys = labels, CardinalityLimit = MaxSeries }
        : MetricStreamConfiguration.Drop;
}
