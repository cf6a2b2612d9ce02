using System.Diagnostics.Metrics;
using Warehouse.Tables;
using Warehouse.Telemetry;

namespace Warehouse.Backfills;

/// <summary>The partitions this silo loads. Each is defined in docs/metrics.md.</summary>
internal sealed class BackfillMetrics
{
    private readonly Counter<long> _partitions;
    private readonly Counter<long> _rows;
    private readonly Histogram<double> _loads;
    private readonly UpDownCounter<long> _active;

    public BackfillMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Labels.Meter);
        _partitions = meter.CreateCounter<long>("warehouse.backfill.partitions", "{partition}", "Loads of a partition that ended.");
        _rows = meter.CreateCounter<long>("warehouse.backfill.rows", "{row}", "Rows of the loads that ended.");
        _loads = meter.CreateSeconds("warehouse.backfill.load.duration", Seconds.OfLoads, "Duration of a load, without waiting for its turn.");
        _active = meter.CreateUpDownCounter<long>("warehouse.backfill.loads.active", "{load}", "Loads under way.");
    }

    public void Began() => _active.Add(1);

    public void Ended(Dataset dataset, LoadOutcome outcome, long rows, long startedAt)
    {
        _active.Add(-1);
        KeyValuePair<string, object?>[] labels = [Labels.Label("dataset", dataset), Labels.Label("outcome", outcome)];
        _partitions.Add(1, labels);
        _rows.Add(rows, labels);
        _loads.RecordSince(startedAt, labels);
    }
}
