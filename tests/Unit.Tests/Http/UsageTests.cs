using Warehouse.Usage;

namespace Warehouse.Http;

public sealed class UsageTests : IAsyncLifetime
{
    private GatewayHarness _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHarness.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Without_a_billing_period_the_shape_is_empty() => (await _gateway.GetAsync("total_rows_stats")).Is(
        200,
        """
        {"billing_available":false,"billing_interval":"","billing_period_end":null,"billing_period_start":null,
        "breakdown_of_rows_by_source":{},"materialized_rows_in_billing_period":0,"total_rows":0,"tracked_billing_rows":0,
        "pending_billing_rows":0}
        """.ReplaceLineEndings(""));

    [Fact]
    public async Task The_figures_of_a_period_stand_beside_it()
    {
        _gateway.Cluster.Usage = () => new UsageReport
        {
            Period = new BillingPeriod
            {
                Interval = "month",
                Start = new DateTimeOffset(2025, 7, 1, 0, 0, 0, TimeSpan.Zero),
                End = new DateTimeOffset(2025, 8, 1, 0, 0, 0, TimeSpan.Zero),
            },
            RowsBySource = new Dictionary<Guid, long> { [new Guid("0197A0DE-0000-7000-8000-00000000000B")] = 7 },
            MaterializedRows = 3,
            TrackedRows = 5,
            PendingRows = 2,
        };
        (await _gateway.GetAsync("total_rows_stats")).Is(
            200,
            """
            {"billing_available":true,"billing_interval":"month","billing_period_end":"2025-08-01T00:00:00Z",
            "billing_period_start":"2025-07-01T00:00:00Z",
            "breakdown_of_rows_by_source":{"0197a0de-0000-7000-8000-00000000000b":7},"materialized_rows_in_billing_period":3,"total_rows":7,
            "tracked_billing_rows":5,"pending_billing_rows":2}
            """.ReplaceLineEndings(""));
    }
}
