using System.Net.Sockets;
using Warehouse.Settings;

namespace Warehouse.Http;

public sealed class OperationsPortTests
{
    [Fact]
    public async Task Health_is_on_the_operations_port_and_nowhere_else()
    {
        await using var gateway = await GatewayHarness.StartAsync();
        foreach (var path in new[] { "/healthz", "/readyz" })
        {
            Assert.Equal(200, (await gateway.GetFromOperationsAsync(path)).Status);
            Assert.Equal(404, (await gateway.SendRawAsync(HttpMethod.Get, path)).Status);
        }
    }

    [Fact]
    public async Task Metrics_are_on_the_operations_port_and_nowhere_else()
    {
        await using var gateway = await GatewayHarness.StartAsync();
        Assert.Equal(
            401,
            (await gateway.SendRawAsync(HttpMethod.Get, $"/api/projects/{FakeCluster.ProjectId}/data_warehouse/warehouse_status")).Status);
        var metrics = await gateway.GetFromOperationsAsync("/metrics");
        Assert.Equal(200, metrics.Status);
        // The gateways of other tests run in this process too, and meters are the process's.
        Assert.Matches("""warehouse_key_refusals_total\{[^}]*reason="no_key"[^}]*\} [1-9]""", metrics.Text);
        Assert.Equal(404, (await gateway.SendRawAsync(HttpMethod.Get, "/metrics")).Status);
    }

    [Fact]
    public async Task Telemetry_that_is_switched_off_is_not_there()
    {
        await using var gateway = await GatewayHarness.StartAsync(new() { ["OTEL_SDK_DISABLED"] = "true" });
        Assert.Equal(404, (await gateway.GetFromOperationsAsync("/metrics")).Status);
    }

    [Fact]
    public async Task The_api_is_not_on_the_operations_port()
    {
        await using var gateway = await GatewayHarness.StartAsync();
        foreach (var path in new[] { $"/api/projects/{FakeCluster.ProjectId}/data_warehouse/running_activity", "/openapi.json", "/docs" })
        {
            Assert.NotEqual(404, (await gateway.SendRawAsync(HttpMethod.Get, path, authorization: "Bearer " + gateway.Key)).Status);
            var url = new Uri(gateway.OperationsUrl, path).ToString();
            Assert.Equal(404, (await gateway.SendRawAsync(HttpMethod.Get, url, authorization: "Bearer " + gateway.Key)).Status);
        }
    }

    [Fact]
    public async Task A_host_header_does_not_open_the_other_port()
    {
        await using var gateway = await GatewayHarness.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz") { Headers = { Host = gateway.OperationsUrl.Authority } };
        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)response.StatusCode);
    }

    [Fact]
    public async Task The_public_port_is_where_urls_or_kestrels_own_endpoints_say()
    {
        foreach (var setting in new[] { "Urls", "Kestrel:Endpoints:Mine:Url" })
        {
            await using var gateway = await GatewayHarness.StartAsync(new() { [setting] = "http://127.0.0.1:0" });
            Assert.Equal(200, (await gateway.GetAsync("total_rows_stats")).Status);
            Assert.NotEqual(gateway.OperationsUrl.Port, gateway.Http.BaseAddress!.Port);
        }
    }

    [Fact]
    public async Task Several_urls_are_served()
    {
        await using var gateway = await GatewayHarness.StartAsync(new() { ["Urls"] = "http://127.0.0.1:0;http://[::1]:0" });
        Assert.Equal(200, (await gateway.GetAsync("total_rows_stats")).Status);
        Assert.Equal(AddressFamily.InterNetworkV6, System.Net.IPAddress.Parse(gateway.Http.BaseAddress!.Host.Trim('[', ']')).AddressFamily);
    }

    [Fact]
    public async Task An_address_that_is_none_is_refused_by_name()
    {
        var refused = await Assert.ThrowsAsync<SettingsException>(
            () => GatewayHarness.StartAsync(new() { ["Operations:Address"] = "everywhere" }));
        Assert.Equal("Operations:Address must be an IP address.", refused.Message);
    }
}
