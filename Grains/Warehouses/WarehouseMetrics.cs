using System.Diagnostics.Metrics;
using Warehouse.Telemetry;

namespace Warehouse.Warehouses;

/// <summary>What this silo does to warehouses. Each is defined in docs/metrics.md.</summary>
internal sealed class WarehouseMetrics
{
    private readonly Histogram<double> _steps;
    private readonly UpDownCounter<long> _held;
    private readonly Counter<long> _resets;

    public WarehouseMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Labels.Meter);
        _steps = meter.CreateSeconds("warehouse.provisioning.step.duration", Seconds.OfSteps, "Duration of one run of a step.");
        _held = meter.CreateUpDownCounter<long>("warehouse.warehouses", "{warehouse}", "Warehouses this silo holds in memory.");
        _resets = meter.CreateCounter<long>("warehouse.password.resets", "{reset}", "Password resets that were asked for.");
    }

    public void StepDone(WarehouseWork step, TimeSpan duration) =>
        _steps.Record(duration.TotalSeconds, Labels.Label("step", step), Labels.Label("outcome", "done"));

    public void StepFailed(WarehouseWork step, TimeSpan duration, FailureReason reason) =>
        _steps.Record(duration.TotalSeconds, Labels.Label("step", step), Labels.Label("outcome", "failed"), Labels.Label("reason", reason));

    /// <summary>A warehouse this silo holds is in another state now; null is not being held, or not being there.</summary>
    public void Moved(WarehouseState? from, WarehouseState? to)
    {
        if (from is { } before)
        {
            _held.Add(-1, Labels.Label("state", before));
        }

        if (to is { } after)
        {
            _held.Add(1, Labels.Label("state", after));
        }
    }

    public void Reset(ResetPasswordOutcome outcome) => _resets.Add(1, Labels.Label("outcome", outcome));

    public void ResetFailed() => _resets.Add(1, Labels.Label("outcome", "failed"));
}
