using System.Diagnostics.Metrics;
using Warehouse.Telemetry;

namespace Warehouse.Jobs;

/// <summary>The jobs in the ledgers this silo holds. Each is defined in docs/metrics.md.</summary>
internal sealed class JobMetrics
{
    private readonly Counter<long> _started;
    private readonly Counter<long> _ended;
    private readonly UpDownCounter<long> _running;

    public JobMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Labels.Meter);
        _started = meter.CreateCounter<long>("warehouse.jobs.started", "{job}", "Jobs that began.");
        _ended = meter.CreateCounter<long>("warehouse.jobs.ended", "{job}", "Jobs that ended.");
        _running = meter.CreateUpDownCounter<long>("warehouse.jobs.running", "{job}", "Running jobs of the projects this silo holds in memory.");
    }

    public void Started(JobKind kind) => _started.Add(1, Labels.Label("kind", kind));

    public void Ended(JobKind kind, JobStatus outcome) => _ended.Add(1, Labels.Label("kind", kind), Labels.Label("outcome", outcome));

    public void Running(JobKind kind, int change) => _running.Add(change, Labels.Label("kind", kind));
}
