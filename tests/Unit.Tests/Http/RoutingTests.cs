namespace Warehouse.Http;

public sealed class RoutingTests : IAsyncLifetime
{
    private GatewayHarness _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHarness.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/")]
    [InlineData("/api/projects/5/data_warehouse")]
    [InlineData("/api/projects/5/data_warehouse/nothing")]
    [InlineData("/api/projects//data_warehouse/provision")]
    [InlineData("/api/projects/5/data_warehouse/provision/more")]
    [InlineData("/api/projects/5/data_warehouse/reset_password")]
    public async Task An_unknown_path_is_404_before_authentication(string path) =>
        (await _gateway.SendRawAsync(HttpMethod.Post, path)).IsEnvelope(404, "invalid_request", "not_found", "Endpoint not found.");

    [Theory]
    [InlineData("PUT", "provision", "POST")]
    [InlineData("GET", "provision", "POST")]
    [InlineData("GET", "reset-password", "POST")]
    [InlineData("POST", "warehouse_status", "GET, HEAD")]
    [InlineData("DELETE", "running_activity", "GET, HEAD")]
    [InlineData("PATCH", "total_rows_stats", "GET, HEAD")]
    [InlineData("OPTIONS", "property_values", "GET, HEAD")]
    public async Task A_wrong_method_is_405_before_authentication(string method, string action, string allowed)
    {
        var answer = await _gateway.SendRawAsync(new HttpMethod(method), $"/api/projects/abc/data_warehouse/{action}");
        answer.IsEnvelope(405, "invalid_request", "method_not_allowed", $"Method \"{method}\" not allowed.");
        Assert.Equal(allowed, string.Join(", ", answer.Allow.Order()));
    }

    [Theory]
    [InlineData("projects", "")]
    [InlineData("projects", "/")]
    [InlineData("environments", "")]
    [InlineData("environments", "/")]
    public async Task The_alias_and_the_trailing_slash_are_the_same_endpoint(string prefix, string slash)
    {
        foreach (var action in (string[])["warehouse_status", "running_activity", "total_rows_stats"])
        {
            var answer = await _gateway.SendRawAsync(
                HttpMethod.Get, $"/api/{prefix}/5/data_warehouse/{action}{slash}", authorization: "Bearer " + _gateway.Key);
            Assert.Equal(action == "warehouse_status" ? 404 : 200, answer.Status);
        }

        using var body = new StringContent(
            """{"database_name": "acme", "table_name": "main"}""", System.Text.Encoding.UTF8, "application/json");
        var (root, key) = ($"/api/{prefix}/5/data_warehouse", "Bearer " + _gateway.Key);
        Assert.Equal(202, (await _gateway.SendRawAsync(HttpMethod.Post, $"{root}/provision{slash}", body, key)).Status);
        Assert.Equal(200, (await _gateway.SendRawAsync(HttpMethod.Post, $"{root}/reset-password{slash}", authorization: key)).Status);
    }

    [Fact]
    public async Task Head_is_answered_like_get_without_a_body()
    {
        var answer = await _gateway.SendAsync(HttpMethod.Head, "total_rows_stats");
        Assert.Equal((200, ""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task No_answer_names_the_server() =>
        Assert.Empty((await _gateway.GetAsync("total_rows_stats")).Headers.Server);
}
