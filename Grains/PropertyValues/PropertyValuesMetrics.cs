using System.Diagnostics.Metrics;
using Warehouse.Telemetry;

namespace Warehouse.PropertyValues;

/// <summary>The answers this silo gives. Defined in docs/metrics.md.</summary>
internal sealed class PropertyValuesMetrics
{
    private readonly Histogram<double> _answers;

    public PropertyValuesMetrics(IMeterFactory meters) => _answers = meters.Create(Labels.Meter)
        .CreateSeconds("warehouse.property_values.duration", Seconds.OfAnswers, "Duration of an answer, the waiting included.");

    public void Answered(ValuesSource source, PropertyValuesOutcome outcome, long startedAt) =>
        _answers.RecordSince(startedAt, Labels.Label("source", source), Labels.Label("outcome", outcome));

    public void Failed(long startedAt) =>
        _answers.RecordSince(startedAt, Labels.Label("source", ValuesSource.None), Labels.Label("outcome", "unavailable"));
}
