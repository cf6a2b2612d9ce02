using Npgsql;
using Orleans.Runtime;
using Warehouse.Failures;
using Warehouse.Warehouses;

namespace Warehouse.Http;

public sealed class OutageTests : IAsyncLifetime
{
    private GatewayHarness _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHarness.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    public static TheoryData<Exception> Outages() =>
    [
        new TimeoutException("secret host"),
        new SiloUnavailableException("secret host"),
        new NpgsqlException("secret host"),
        new InvalidOperationException("outer", new NpgsqlException("secret host")),
    ];

    [Theory]
    [MemberData(nameof(Outages), DisableDiscoveryEnumeration = true)]
    public async Task An_outage_is_503_without_its_text(Exception outage)
    {
        _gateway.Cluster.Usage = () => throw outage;
        var answer = await _gateway.GetAsync("total_rows_stats");
        answer.IsEnvelope(503, "server_error", "unavailable", "The service is temporarily unavailable. Try again.");
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 5);
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_cluster_says_of_an_outage_is_passed_on()
    {
        _gateway.Cluster.Usage = () => throw new UnavailableException("Try again, please.");
        (await _gateway.GetAsync("total_rows_stats")).IsEnvelope(503, "server_error", "unavailable", "Try again, please.");
    }

    [Fact]
    public async Task A_short_outage_is_not_seen_by_clients_and_a_repeated_provision_is_the_same_provision()
    {
        var sent = new List<ProvisionCommand>();
        _gateway.Cluster.Provision = command =>
        {
            sent.Add(command);
            return sent.Count < 3 ? throw new TimeoutException() : new ProvisionResult
            {
                Outcome = ProvisionOutcome.Accepted,
                Username = "acme",
            };
        };
        Assert.Equal(202, (await _gateway.PostJsonAsync("provision", """{"database_name": "acme", "table_name": "main"}""")).Status);
        Assert.Equal(3, sent.Count);
        Assert.Single(sent.Distinct());
    }

    [Fact]
    public async Task A_bug_is_500_without_its_text_and_is_not_repeated()
    {
        var calls = 0;
        _gateway.Cluster.Usage = () =>
        {
            calls++;
            throw new InvalidOperationException("secret host");
        };
        (await _gateway.GetAsync("total_rows_stats")).IsEnvelope(500, "server_error", "error", "A server error occurred.");
        Assert.Equal(1, calls);
        Assert.Contains("secret host", _gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readiness_follows_the_connection_and_liveness_does_not()
    {
        Assert.Equal("ready", (await _gateway.GetFromOperationsAsync("/readyz")).Text);
        _gateway.Connection.NotifyClusterConnectionLost();
        Assert.Equal(503, (await _gateway.GetFromOperationsAsync("/readyz")).Status);
        Assert.Equal(200, (await _gateway.GetFromOperationsAsync("/healthz")).Status);
        _gateway.Connection.NotifyGatewayCountChanged(1, 0, true);
        Assert.Equal(200, (await _gateway.GetFromOperationsAsync("/readyz")).Status);
    }
}
