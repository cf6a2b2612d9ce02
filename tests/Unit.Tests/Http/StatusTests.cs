using Warehouse.Warehouses;

namespace Warehouse.Http;

public sealed class StatusTests : IAsyncLifetime
{
    private static readonly WarehouseStatus Ready = new()
    {
        OrganizationId = FakeCluster.OrganizationId,
        State = WarehouseState.Ready,
        StatusMessage = "Infrastructure ready",
        S3State = ResourceState.Ready,
        MetadataStoreState = ResourceState.Provisioning,
        IdentityState = ResourceState.Failed,
        SecretsState = ResourceState.Pending,
        ReadyAt = new DateTimeOffset(2025, 7, 1, 14, 0, 0, TimeSpan.FromHours(2)),
        FailedAt = new DateTimeOffset(2025, 7, 1, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(1500),
        Connection = new WarehouseConnection { Host = "acme.example.com", Port = 5432, Database = "acme", Username = "acme" },
        TableSuffixes = new Dictionary<long, string> { [FakeCluster.ProjectId] = "main" },
    };

    private GatewayHarness _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHarness.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_status_has_every_key_in_the_contracts_form()
    {
        _gateway.Cluster.Status = () => Ready;
        (await _gateway.GetAsync("warehouse_status")).Is(
            200,
            """
            {"org_id":"0197a0de-0000-7000-8000-00000000000a","state":"ready","status_message":"Infrastructure ready","s3_state":"ready",
            "metadata_store_state":"provisioning","identity_state":"failed","secrets_state":"pending","ready_at":"2025-07-01T12:00:00Z",
            "failed_at":"2025-07-01T12:00:00.001500Z","connection":{"host":"acme.example.com","port":5432,"database":"acme",
            "username":"acme"},
            "has_backfill":true,"table_suffix":"main"}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task What_is_not_there_is_null_and_not_missing()
    {
        _gateway.Cluster.Status = () => Ready with
        {
            State = WarehouseState.Pending,
            StatusMessage = "",
            ReadyAt = null,
            FailedAt = null,
            Connection = null,
            TableSuffixes = new Dictionary<long, string> { [FakeCluster.ProjectId + 1] = "other" },
        };
        var answer = await _gateway.GetAsync("warehouse_status");
        Assert.Contains("\"status_message\":\"\"", answer.Text, StringComparison.Ordinal);
        Assert.EndsWith(
            ""","ready_at":null,"failed_at":null,"connection":null,"has_backfill":false,"table_suffix":null}""",
            answer.Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WarehouseState.Pending, "pending")]
    [InlineData(WarehouseState.Provisioning, "provisioning")]
    [InlineData(WarehouseState.Ready, "ready")]
    [InlineData(WarehouseState.Failed, "failed")]
    [InlineData(WarehouseState.Deleting, "deleting")]
    [InlineData(WarehouseState.Deleted, "deleted")]
    public async Task Every_state_has_its_word(WarehouseState state, string word)
    {
        _gateway.Cluster.Status = () => Ready with { State = state };
        Assert.Contains($"\"state\":\"{word}\"", (await _gateway.GetAsync("warehouse_status")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Never_provisioned_is_404() =>
        (await _gateway.GetAsync("warehouse_status")).IsError(404, "warehouse_not_found", "warehouse not found");
}
