using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Warehouse.Settings;

namespace Warehouse.Telemetry;

/// <summary>
/// Metrics, traces and logs of a process, the same for silo and gateway. Metrics are always there to be scraped. All three leave the process
/// over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to; without it nobody listens for spans, and none is made. The variables
/// are OpenTelemetry's own: docs/configuration.md. What each metric means: docs/metrics.md.
/// </summary>
internal static class TelemetryExtensions
{
    public const string MetricsPath = "/metrics";

    /// <summary>Comes before what is to be measured is started: counts that go up and down are followed from zero.</summary>
    /// <param name="instance">A name of this process that no other has; null makes one.</param>
    public static void AddTelemetry(this WebApplicationBuilder builder, string serviceName, string? instance = null)
    {
        var settings = builder.Configuration.Read<TelemetryOptions>();
        if (settings.IsDisabled)
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.Clear()
                .AddService(serviceName, serviceVersion: Version(), serviceInstanceId: instance)
                .AddTelemetrySdk()
                // Last, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
                .AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .AddMeter([.. ExportedMetrics.Meters])
                .AddView(ExportedMetrics.ViewOf)
                .AddPrometheusExporter());
        if (string.IsNullOrWhiteSpace(settings.Endpoint))
        {
            return;
        }

        telemetry
            .WithTracing(traces => traces
                .AddSource([.. ExportedSpans.Sources])
                .AddAspNetCoreInstrumentation(options => options.Filter = ExportedSpans.IsApi)
                .AddProcessor<RootSpans>()
                .AddProcessor<SpanRedaction>())
            .WithLogging(configureBuilder: null, options => options.IncludeFormattedMessage = true)
            .UseOtlpExporter();
    }

    /// <summary>Serves the metrics as Prometheus reads them. For the operations port only: there is no credential.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        if (!routes.ServiceProvider.GetRequiredService<IConfiguration>().Read<TelemetryOptions>().IsDisabled)
        {
            routes.MapPrometheusScrapingEndpoint(MetricsPath).DisableHttpMetrics();
        }
    }

    private static string Version() =>
        typeof(TelemetryExtensions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
