using Warehouse.Settings;

namespace Warehouse.Telemetry;

/// <summary>What we read of OpenTelemetry's own variables; the SDK reads the others.</summary>
[SettingsSection("")]
internal sealed class TelemetryOptions
{
    [Setting(
        "Where metrics, traces and logs go over OTLP, such as `http://collector:4317`. Without it nothing is exported and no span is made; `/metrics` is there all the same.",
        Name = "OTEL_EXPORTER_OTLP_ENDPOINT")]
    public string? Endpoint { get; set; }

    [Setting("`true`: no telemetry at all, and no `/metrics`.", Name = "OTEL_SDK_DISABLED")]
    public bool IsDisabled { get; set; }
}
