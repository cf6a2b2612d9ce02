using Warehouse.PropertyValues;

namespace Warehouse.Http;

public sealed class PropertyValuesTests : IAsyncLifetime
{
    private GatewayHarness _gateway = null!;
    private PropertyValuesQuery? _query;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayHarness.StartAsync();
        _gateway.Cluster.Values = query =>
        {
            _query = query;
            return new PropertyValuesResult { Outcome = PropertyValuesOutcome.Found, Values = ["a", "b\"<"], Refreshing = true };
        };
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Values_are_named_and_may_be_cached_for_ten_seconds()
    {
        var answer = await _gateway.GetAsync("property_values?key=properties.$browser&table_name=events_main&value=%25a_");
        answer.Is(200, """{"results":[{"name":"a"},{"name":"b\"<"}],"refreshing":true}""");
        Assert.Equal("max-age=10", answer.Headers.CacheControl!.ToString());
        Assert.Equal(
            new PropertyValuesQuery
            {
                OrganizationId = FakeCluster.OrganizationId,
                ProjectId = 5,
                TableName = "events_main",
                Key = "properties.$browser",
                Value = "%a_",
            },
            _query);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?key=")]
    [InlineData("?table_name=t&value=x")]
    public async Task Without_a_key_it_is_400(string query) =>
        (await _gateway.GetAsync("property_values" + query)).IsEnvelope(400, "validation_error", "invalid_input", "You must provide a key");

    [Theory]
    [InlineData("?key=k")]
    [InlineData("?key=k&table_name=")]
    public async Task Without_a_table_name_it_is_400(string query) =>
        (await _gateway.GetAsync("property_values" + query)).IsEnvelope(
            400, "validation_error", "invalid_input", "You must provide a table name");

    [Fact]
    public async Task An_empty_value_is_no_value()
    {
        await _gateway.GetAsync("property_values?key=k&table_name=t&value=");
        Assert.Null(_query!.Value);
    }

    [Theory]
    [InlineData("a%00b", "a\ufffdb")]
    [InlineData("%F0%9F%98%80", "\U0001F600")]
    public async Task Text_that_PostgreSQL_cannot_hold_is_made_harmless(string sent, string received)
    {
        Assert.Equal(200, (await _gateway.GetAsync($"property_values?key=k&table_name=t&value={sent}")).Status);
        Assert.Equal(received, _query!.Value);
    }

    [Theory]
    [InlineData("%ff")]
    [InlineData("%ED%A0%80")]
    [InlineData("%")]
    public async Task Broken_encoding_is_no_server_error(string sent) =>
        Assert.Equal(200, (await _gateway.GetAsync($"property_values?key={sent}&table_name={sent}&value={sent}")).Status);

    [Fact]
    public async Task A_column_that_is_not_there_is_400()
    {
        _gateway.Cluster.Values = _ => new PropertyValuesResult { Outcome = PropertyValuesOutcome.ColumnNotFound };
        var answer = await _gateway.GetAsync("property_values?key=k&table_name=t");
        answer.IsEnvelope(400, "validation_error", "invalid_input", "The provided key does not exist on this table");
        Assert.Null(answer.Headers.CacheControl);
    }

    [Theory]
    [InlineData(PropertyValuesOutcome.TableNotFound, 404, "table_not_found", "Data warehouse table not found")]
    [InlineData(PropertyValuesOutcome.WarehouseNotReady, 409, "warehouse_not_ready", "warehouse is not ready")]
    [InlineData(PropertyValuesOutcome.TimedOut, 504, "query_timeout", "The query took too long")]
    public async Task What_cannot_be_answered_says_so(PropertyValuesOutcome outcome, int status, string code, string error)
    {
        _gateway.Cluster.Values = _ => new PropertyValuesResult { Outcome = outcome };
        (await _gateway.GetAsync("property_values?key=k&table_name=t")).IsError(status, code, error);
    }
}
