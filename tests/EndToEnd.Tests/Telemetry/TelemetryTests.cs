using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Warehouse.Telemetry;

/// <summary>What silo and gateway tell the outside of themselves.</summary>
public sealed class TelemetryTests(ObservedCluster cluster) : IClassFixture<ObservedCluster>
{
    private const string Requests = "Microsoft.AspNetCore";
    private const string Grains = "Microsoft.Orleans.Application";

    [Theory]
    [InlineData("provision")]
    [InlineData("reset-password")]
    [InlineData("property_values")]
    public void A_request_is_one_trace_from_HTTP_over_the_grains_to_SQL(string action)
    {
        var route = $"/api/projects/{{project_id}}/data_warehouse/{action}";
        var spans = cluster.Collector.Spans;
        var trace = spans.GroupBy(span => span.TraceId).First(trace =>
            trace.Any(
                span => span.Attributes.GetValueOrDefault("http.route") == route && span.Attributes["http.response.status_code"].StartsWith(
                    '2'))
            && trace.Any(span => span.Scope == "Npgsql")).ToList();

        var request = Assert.Single(trace, span => span.Scope == Requests);
        Assert.True(request.IsServer());
        Assert.Equal("warehouse-gateway", request.Service);
        Assert.Equal("", request.ParentId);
        Assert.Contains(trace, span => span.Scope == Grains && span.Service == "warehouse-gateway" && !span.IsServer());
        Assert.Contains(trace, span => span.Scope == Grains && span.Service == "warehouse-silo" && span.IsServer());
        Assert.Contains(
            trace, span => span.Scope == "Npgsql" && span.Service == "warehouse-silo" && span.Name.Contains(' ', StringComparison.Ordinal));
        var ids = trace.Select(span => span.SpanId).ToHashSet();
        Assert.All(trace.Where(span => span != request), span => Assert.Contains(span.ParentId, ids));
    }

    [Fact]
    public void Work_outside_a_call_is_a_trace_of_its_own_linked_to_the_call_that_asked_for_it()
    {
        var spans = cluster.Collector.Spans;
        var provision = spans.Where(
            span => span.Attributes.GetValueOrDefault("http.route")?.EndsWith("/provision", StringComparison.Ordinal) == true)
            .Select(span => span.TraceId)
            .ToHashSet();
        var step = spans.First(span => span.Name == "warehouse MakeSecrets" && span.Attributes["warehouse.outcome"] == "done");
        Assert.Equal("", step.ParentId);
        Assert.Equal(cluster.OrganizationId.ToString(), step.Attributes["warehouse.organization"]);
        Assert.Contains(Assert.Single(step.Links), provision);
        Assert.Contains(spans, span => span.TraceId == step.TraceId && span.Name.StartsWith("ALTER ", StringComparison.Ordinal));
        Assert.Contains(spans, span => span.Name == "warehouse MakeDatabase" && span.Attributes["warehouse.outcome"] == "failed");

        var load = spans.First(span => span.Name == "warehouse backfill" && span.Attributes["warehouse.outcome"] == "done");
        Assert.Equal("", load.ParentId);
        Assert.Contains(spans, span => span.TraceId == load.TraceId && span.Name.StartsWith("COPY", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_begins_a_trace_but_requests_and_work_of_ours()
    {
        var spans = cluster.Collector.Spans;
        var traces = spans.Select(span => (span.TraceId, span.SpanId)).ToHashSet();
        Assert.All(
            spans.Where(span => span.ParentId.Length == 0), span => Assert.True(span.Scope is Requests or "Warehouse", span.ToString()));
        Assert.All(
            spans.Where(span => span.ParentId.Length > 0),
            span => Assert.True(traces.Contains((span.TraceId, span.ParentId)), span.ToString()));
        Assert.All(
            spans.Where(span => span.Scope == Requests),
            span => Assert.StartsWith("/api", span.Attributes.GetValueOrDefault("url.path", "/api"), StringComparison.Ordinal));
    }

    [Fact]
    public void No_span_has_the_text_of_a_statement_or_of_a_query_string()
    {
        var names = cluster.Collector.Spans.SelectMany(span => span.Attributes.Keys).ToHashSet();
        Assert.DoesNotContain("db.query.text", names);
        Assert.DoesNotContain("db.statement", names);
        Assert.DoesNotContain("url.query", names);
    }

    [Fact]
    public void No_secret_is_in_anything_that_is_exported_scraped_or_logged()
    {
        // The search finds what is there.
        var organization = cluster.OrganizationId.ToString();
        Assert.Equal(["OTLP logs", "OTLP traces", "log files"], PlacesOf(organization).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["/metrics of the gateway", "/metrics of the silo", "OTLP metrics"],
            PlacesOf("warehouse.password.resets")
                .Concat(PlacesOf("warehouse_password_resets"))
                .Concat(PlacesOf("warehouse_key_refusals"))
                .Order(StringComparer.Ordinal));
        Assert.True(cluster.Secrets.Distinct().Count() >= 20);
        Assert.All(cluster.Secrets, secret => Assert.Empty(PlacesOf(secret)));
    }

    [Fact]
    public void The_number_of_series_does_not_grow_with_paths_keys_and_projects()
    {
        Assert.Empty(cluster.GatewayLater.Series.Except(cluster.Gateway.Series));
        Assert.InRange(cluster.SiloLater.Series.Except(cluster.Silo.Series).Count(), 0, 10);
        Assert.InRange(cluster.GatewayLater.Series.Count, 20, 400);
        Assert.InRange(cluster.SiloLater.Series.Count, 20, 400);
        Assert.Equal(
            ObservedCluster.RequestsOfEachKind,
            cluster.GatewayLater.Value(
                "http_server_request_duration_seconds_count", "http_request_method=\"_OTHER\"", "http_response_status_code=\"404\""));
    }

    [Fact]
    public void The_counts_are_those_of_what_was_done()
    {
        var (silo, gateway) = (cluster.SiloLater, cluster.GatewayLater);
        Assert.Equal(1, silo.Value("warehouse_password_resets_total", "outcome=\"done\""));
        Assert.Equal(1, silo.Value("warehouse_warehouses", "state=\"ready\""));
        Assert.Equal(1, silo.Value("warehouse_warehouses", "state=\"failed\""));
        Assert.Equal(0, silo.Value("warehouse_warehouses", "state=\"provisioning\""));
        Assert.Equal(1, silo.Value("warehouse_provisioning_step_duration_seconds_count", "step=\"prove_login\"", "outcome=\"done\""));
        Assert.True(
            silo.Value(
                "warehouse_provisioning_step_duration_seconds_count",
                "step=\"make_database\"",
                "outcome=\"failed\"",
                "reason=\"server_unreachable\"") >= 3);
        Assert.Equal(3, silo.Value("warehouse_backfill_partitions_total", "dataset=\"events\"", "outcome=\"done\""));
        Assert.Equal(600, silo.Value("warehouse_backfill_rows_total", "dataset=\"events\"", "outcome=\"done\""));
        Assert.Equal(1, silo.Value("warehouse_backfill_partitions_total", "dataset=\"events\"", "outcome=\"failed\""));
        Assert.Equal(0, silo.Value("warehouse_backfill_loads_active"));
        Assert.Equal(5, silo.Value("warehouse_jobs_started_total", "kind=\"backfill\""));
        Assert.Equal(4, silo.Value("warehouse_jobs_ended_total", "kind=\"backfill\"", "outcome=\"completed\""));
        Assert.Equal(1, silo.Value("warehouse_jobs_ended_total", "kind=\"backfill\"", "outcome=\"failed\""));
        Assert.Equal(0, silo.Value("warehouse_jobs_running", "kind=\"backfill\""));
        Assert.Equal(1, silo.Value("warehouse_property_values_duration_seconds_count", "source=\"index\""));
        Assert.Equal(1, silo.Value("warehouse_property_values_duration_seconds_count", "source=\"cache\""));
        Assert.Equal(1, silo.Value("warehouse_property_values_duration_seconds_count", "source=\"scan\""));
        Assert.Equal(ObservedCluster.RequestsOfEachKind + 3, gateway.Value("warehouse_key_refusals_total", "reason=\"invalid_key\""));
    }

    [Fact]
    public void A_metric_of_ours_has_the_labels_that_its_page_says_and_no_others()
    {
        var page = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/metrics.md"));
        foreach (var row in page.Where(line => line.StartsWith("| `warehouse.", StringComparison.Ordinal)))
        {
            var name = row.Split('`')[1];
            foreach (var scrape in new[] { cluster.SiloLater, cluster.GatewayLater })
            {
                Assert.All(
                    scrape.LabelsOf(name.Replace('.', '_')).Where(label => label is not ("otel_scope_name" or "le")),
                    label => Assert.True(
                        row.Contains($"`{label}`", StringComparison.Ordinal),
                        $"docs/metrics.md does not say that {name} has the label {label}."));
            }
        }
    }

    [Fact]
    public void The_console_writes_JSON_when_it_is_told_to() => Assert.All(cluster.GatewayLog.Where(line => line.Length > 0), line =>
    {
        using var entry = JsonDocument.Parse(line);
        Assert.True(entry.RootElement.TryGetProperty("Category", out _));
    });

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private List<string> PlacesOf(string text)
    {
        // As it is, and as JSON and a URL would write it.
        string[] forms = [.. new[] { text, JsonEncodedText.Encode(text).ToString(), Uri.EscapeDataString(text) }.Distinct()];
        List<string> places = [.. ((string[])["traces", "metrics", "logs"])
            .Where(
                signal => cluster.Collector.Requests(signal).Any(
                    body => forms.Any(form => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(form)) >= 0)))
            .Select(signal => "OTLP " + signal)];
        (string Place, string Text)[] texts =
        [
            ("/metrics of the silo", cluster.Silo.Text + cluster.SiloLater.Text),
            ("/metrics of the gateway", cluster.Gateway.Text + cluster.GatewayLater.Text),
            ("log files", cluster.Logs),
        ];
        var holding = texts.Where(place => forms.Any(form => place.Text.Contains(form, StringComparison.Ordinal)));
        return [.. places, .. holding.Select(place => place.Place)];
    }
}
