using System.Diagnostics.Metrics;

namespace Warehouse.Telemetry;

/// <summary>Meters for objects that are made without a host.</summary>
internal sealed class TestMeters : IMeterFactory
{
    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }
}
