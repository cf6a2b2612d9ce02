using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Warehouse.Warehouses;

namespace Warehouse.PropertyValues;

/// <summary>Autocomplete against a customer's real tables, over HTTP.</summary>
public sealed class PropertyValuesTests(ClusterFixture cluster) : IAsyncLifetime
{
    private TestOrganization _organization = null!;
    private TestWarehouse _warehouse = null!;
    private WarehouseStatus _status = null!;

    public async ValueTask InitializeAsync()
    {
        _organization = await TestOrganization.CreateAsync(cluster.Test);
        _warehouse = await TestWarehouse.ReadyAsync(cluster.Test, _organization);
        _status = (await _warehouse.Grain.GetStatusAsync())!;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Values_come_as_text_whatever_the_type()
    {
        await RunAsync("""
            CREATE TABLE things (t text, b boolean, n int[], deep int[][], at timestamptz, num numeric, j jsonb, old json, id uuid,
            "Odd ""name" text);
            INSERT INTO things VALUES
              ('x', true, '{1,2}', '{{1},{2}}', '2024-01-02 03:04:05.5+02', 1.50, '{"z":{"b":1,"a":[true]},"list":["p","q",null,["r"]]}',
              '"text"',
               '00000000-0000-0000-0000-00000000000a', 'odd'),
              (NULL, false, '{2,3}', NULL, NULL, NULL, '"plain"', NULL, NULL, NULL);
            """);
        Assert.Equal(["x"], await ValuesAsync("t"));
        Assert.Equal(["false", "true"], await ValuesAsync("b"));
        Assert.Equal(["1", "2", "3"], await ValuesAsync("n"));
        Assert.Equal(["1", "2"], await ValuesAsync("deep"));
        Assert.Equal(["2024-01-02T01:04:05.5Z"], await ValuesAsync("at"));
        Assert.Equal(["1.50"], await ValuesAsync("num"));
        Assert.Equal(["p", "q", "r"], await ValuesAsync("j.list"));
        Assert.Equal(["""{"a": [true], "b": 1}"""], await ValuesAsync("j.z"));
        Assert.Equal(["1"], await ValuesAsync("j.z.b"));
        Assert.Equal(["text"], await ValuesAsync("old"));
        Assert.Equal(["odd"], await ValuesAsync("Odd \"name"));
        Assert.Contains("plain", await ValuesAsync("j"));
    }

    [Fact]
    public async Task A_value_is_searched_for_as_plain_text_whatever_its_case_and_the_shortest_come_first()
    {
        await RunAsync(
            """CREATE TABLE things AS SELECT unnest(ARRAY['100%', '100', 'a_b', 'aXb', 'Übung', 'übung macht', 'zz', 'z']) AS t""");
        Assert.Equal(["100%"], await ValuesAsync("t", "%"));
        Assert.Equal(["a_b"], await ValuesAsync("t", "A_B"));
        Assert.Equal(["Übung", "übung macht"], await ValuesAsync("t", "ÜBUNG"));
        Assert.Equal(["z", "zz"], await ValuesAsync("t", "z"));
        Assert.Empty(await ValuesAsync("t", "a\0b"));
        Assert.Equal(8, (await ValuesAsync("t", "")).Count);
    }

    [Fact]
    public async Task At_most_ten_distinct_values_come_back()
    {
        await RunAsync("CREATE TABLE things AS SELECT (i % 50)::text AS t FROM generate_series(1, 1000) i");
        Assert.Equal(10, (await ValuesAsync("t")).Distinct().Count());
    }

    [Fact]
    public async Task What_is_not_there_is_refused_in_the_contracts_order()
    {
        await RunAsync("CREATE TABLE things (t text)");
        await AssertRefusedAsync("", HttpStatusCode.BadRequest, "You must provide a key");
        await AssertRefusedAsync("key=t", HttpStatusCode.BadRequest, "You must provide a table name");
        await AssertRefusedAsync("key=nope&table_name=nothing", HttpStatusCode.NotFound, "Data warehouse table not found");
        await AssertRefusedAsync("key=nope&table_name=things", HttpStatusCode.BadRequest, "The provided key does not exist on this table");
        await AssertRefusedAsync("key=t.x&table_name=things", HttpStatusCode.BadRequest, "The provided key does not exist on this table");
        await AssertRefusedAsync("key=t&table_name=pg_class", HttpStatusCode.NotFound, "Data warehouse table not found");
        await AssertRefusedAsync("key=t&table_name=pg_catalog.pg_class", HttpStatusCode.NotFound, "Data warehouse table not found");
        await AssertRefusedAsync("key=t&table_name=th%00ings", HttpStatusCode.NotFound, "Data warehouse table not found");
        await AssertRefusedAsync(
            "key=t'%3B--&table_name=things", HttpStatusCode.BadRequest, "The provided key does not exist on this table");
    }

    [Fact]
    public async Task Another_projects_tables_are_not_found_and_nobodys_are_everybodys()
    {
        await RunAsync(
            "CREATE TABLE events_main (t text); INSERT INTO events_main VALUES ('mine'); CREATE SCHEMA s; CREATE TABLE s.shared (t text); "
            + "INSERT INTO s.shared VALUES ('ours')");
        var other = await _organization.AddProjectAsync();
        Assert.Equal(["mine"], await ValuesAsync("t", table: "events_main"));
        Assert.Equal(["ours"], await ValuesAsync("t", table: "shared", project: other));
        Assert.Equal(["ours"], await ValuesAsync("t", table: "s.shared", project: other));
        foreach (var name in new[] { "events_main", "public.events_main" })
        {
            using var refused = await GetAsync($"key=t&table_name={name}", other);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
    }

    [Fact]
    public async Task A_view_that_takes_too_long_is_504_and_one_that_writes_writes_nothing()
    {
        await RunAsync("""
            CREATE TABLE things (t text);
            CREATE FUNCTION sneak() RETURNS text LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.things VALUES ('sneaked'); RETURN 'x'; END $$;
            CREATE VIEW sneaky AS SELECT public.sneak() AS t;
            CREATE VIEW endless AS SELECT pg_sleep(60)::text AS t;
            """);
        using var slow = await GetAsync("key=t&table_name=endless");
        Assert.Equal(HttpStatusCode.GatewayTimeout, slow.StatusCode);
        using var sneaky = await GetAsync("key=t&table_name=sneaky");
        Assert.NotEqual(HttpStatusCode.OK, sneaky.StatusCode);
        await using var connection = await _warehouse.LogInAsync(_status);
        Assert.Equal(0L, await connection.ScalarAsync("SELECT count(*) FROM things"));
    }

    [Fact]
    public async Task Without_a_warehouse_no_table_is_found_and_while_it_is_deleted_the_warehouse_is_not_ready()
    {
        var none = await TestOrganization.CreateAsync(cluster.Test);
        using var notFound = await none.SendAsync(HttpMethod.Get, "property_values?key=t&table_name=t");
        Assert.Equal(HttpStatusCode.NotFound, notFound.StatusCode);

        await _warehouse.Grain.DeprovisionAsync();
        await _warehouse.UntilAsync(WarehouseState.Deleted);
        using var gone = await GetAsync("key=t&table_name=t");
        Assert.Equal(HttpStatusCode.Conflict, gone.StatusCode);
    }

    private async Task RunAsync(string sql)
    {
        await using var connection = await _warehouse.LogInAsync(_status);
        await connection.ScalarAsync(sql);
    }

    private Task<HttpResponseMessage> GetAsync(string query, long? project = null) =>
        _organization.SendAsync(
            HttpMethod.Get, $"/api/projects/{project ?? _organization.ProjectId}/data_warehouse/property_values?{query}");

    private async Task<List<string>> ValuesAsync(string key, string? value = null, string table = "things", long? project = null)
    {
        var query = $"key={Uri.EscapeDataString(key)}&table_name={Uri.EscapeDataString(table)}"
            + (value is null ? "" : $"&value={Uri.EscapeDataString(value)}");
        using var response = await GetAsync(query, project);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), response.Headers.CacheControl!.MaxAge);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.False(body.GetProperty("refreshing").GetBoolean());
        return [.. body.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("name").GetString()!)];
    }

    private async Task AssertRefusedAsync(string query, HttpStatusCode status, string text)
    {
        using var response = await GetAsync(query);
        Assert.Equal(status, response.StatusCode);
        Assert.Contains(text, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
