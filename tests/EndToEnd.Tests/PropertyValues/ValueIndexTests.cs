using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Warehouse.Backfills;
using Warehouse.Warehouses;

namespace Warehouse.PropertyValues;

/// <summary>Autocomplete on tables that a backfill loads: from the index, and with what a scan of the same rows would answer.</summary>
public sealed class ValueIndexTests(ClusterFixture cluster) : IAsyncLifetime
{
    private const int Identifiers = 1_500;
    private static readonly string Long = new('l', 300);
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
    public async Task The_index_answers_what_a_scan_of_the_same_rows_does()
    {
        await LoadAsync("2024-01",
            Event("open", """{"s":"Übung","n":1.50,"e":1e3,"z":-0,"b":true,"a":["p",["q",["r",["deep"]]],null,7],"o":{"b":1,"a":2},"nul":null,"esc":"t\u0061b\t\"x\" \ud83d\ude00","a.b":"literal","twice":"first","twice":"last","":"empty name"}"""),
            Event(
                "open",
                """{"s":"übung macht","n":-2,"e":5,"z":0,"b":false,"a":"single","o":"plain","esc":"","nested":{"x":{"y":"way in"}}}"""),
            Event("close", $$"""{"s":"{{Long}}","a":[],"only":"here"}"""),
            Event("100%", "[1,2]"),
            Event("", "{}", extra: $""","elements_chain":"{Long}" """));
        await LoadAsync("2024-02", [.. Enumerable.Range(0, Identifiers).Select(i => Event("open", $$"""{"s":"Übung","id":"id-{{i}}"}"""))]);
        await using var connection = await _warehouse.LogInAsync(_status);
        await connection.ScalarAsync("CREATE TABLE copied AS SELECT * FROM events_main");

        string[] keys =
        [
            "event", "distinct_id", "elements_chain", "ip", "uuid", "timestamp", "properties",
            .. new[]
            {
                "s",
                "n",
                "e",
                "z",
                "b",
                "a",
                "o",
                "nul",
                "esc",
                "a.b",
                "twice",
                "only",
                "nested.x.y",
                "nested",
                "none",
            }.Select(name => $"properties.{name}"),
        ];
        foreach (var key in keys)
        {
            foreach (var value in new[] { null, "ü", "E", "1", "%", "l", "\"", "nowhere" })
            {
                Assert.Equal(
                    (key, value, string.Join('|', await ValuesAsync(key, value, "copied"))),
                    (key, value, string.Join('|', await ValuesAsync(key, value))));
            }
        }

        // More than are remembered: the ten shortest are not known, but what is asked for is found.
        Assert.Equal(10, (await ValuesAsync("properties.id")).Count);
        foreach (var i in new[] { 0, 999, 1_234, Identifiers - 1 })
        {
            Assert.Contains($"id-{i}", await ValuesAsync("properties.id", $"ID-{i}"));
        }
    }

    [Fact]
    public async Task The_table_is_not_read_and_the_index_follows_every_load()
    {
        await LoadAsync("2024-01", Event("first", """{"plan":"free"}"""));
        await LoadAsync("2024-02", Event("second", """{"plan":"paid"}"""));
        Assert.Equal(["free", "paid"], await ValuesAsync("properties.plan"));
        Assert.Equal(["second"], await ValuesAsync("event", "sec"));

        // Told apart from a scan by what is in the index and not in the table.
        await cluster.Deployment.Postgres.ExecuteAsync(
            "UPDATE warehouse_internal.indexed_value SET value = 'indexed' WHERE value = 'free'", _warehouse.Name);
        await LoadAsync("2024-02", Event("third", """{"plan":"team"}"""));
        await Eventually.TrueAsync(async () => (await ValuesAsync("properties.plan")).SequenceEqual(["indexed", "team"]));
        Assert.Equal(["first", "third"], await ValuesAsync("event", "ir"));

        // A table that is the customer's is read, whatever the index holds.
        await using var connection = await _warehouse.LogInAsync(_status);
        await connection.ScalarAsync(
            "DROP TABLE events_main; CREATE TABLE events_main (event text); INSERT INTO events_main VALUES ('mine')");
        await Eventually.TrueAsync(async () => (await ValuesAsync("event", "i")).SequenceEqual(["mine"]));
    }

    [Fact]
    public async Task A_table_that_another_projects_jobs_load_is_not_found()
    {
        await using var connection = await _warehouse.LogInAsync(_status);
        await connection.ScalarAsync(
            "CREATE TABLE orders (t text); INSERT INTO orders VALUES ('x'); CREATE SCHEMA shop; CREATE TABLE shop.sales (t text); INSERT "
            + "INTO shop.sales VALUES ('y')");
        var other = await _organization.AddProjectAsync();
        await cluster.Grains.Team(other).RegisterTableAsync("orders");
        await cluster.Grains.Team(other).RegisterTableAsync("shop.sales");
        foreach (var (table, value) in new[] { ("orders", "x"), ("public.orders", "x"), ("shop.sales", "y"), ("sales", "y") })
        {
            using var refused = await GetAsync($"key=t&table_name={table}");
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
            Assert.Equal([value], await ValuesAsync("t", table: table, project: other));
        }
    }

    private static string Event(string name, string properties, string extra = "") => string.Create(CultureInfo.InvariantCulture,
        $$"""{"uuid":"{{Guid.NewGuid()}}","event":{{JsonValue.Create(name).ToJsonString()}},"timestamp":"2024-01-05T00:00:00Z","distinct_id":"d","properties":{{properties}}{{extra}}}""");

    /// <summary>Puts one file into a partition and waits until it is loaded.</summary>
    private async Task LoadAsync(string partition, params string[] lines)
    {
        var bucket = (await _warehouse.Grain.GetReportAsync())!.Bucket;
        var folder = Path.Combine(cluster.Deployment.ObjectStore, bucket, "backfill", $"{_organization.ProjectId}", "events", partition);
        Directory.CreateDirectory(folder);
        await File.WriteAllLinesAsync(Path.Combine(folder, "a.jsonl.tmp"), lines);
        File.Move(Path.Combine(folder, "a.jsonl.tmp"), Path.Combine(folder, "a.jsonl"), overwrite: true);
        var team = cluster.Grains.Team(_organization.ProjectId);
        var before = DateTimeOffset.UtcNow;
        await Eventually.TrueAsync(team.RescanBackfillAsync);
        await Eventually.TrueAsync(async () =>
        {
            var report = await team.GetBackfillAsync();
            Assert.Equal(0, report.PartitionsFailed);
            return report.ListedAt > before && report.PartitionsDone == report.PartitionsTotal && report.PartitionsTotal > 0;
        });
    }

    private Task<HttpResponseMessage> GetAsync(string query, long? project = null) =>
        _organization.SendAsync(
            HttpMethod.Get, $"/api/projects/{project ?? _organization.ProjectId}/data_warehouse/property_values?{query}");

    private async Task<List<string>> ValuesAsync(string key, string? value = null, string table = "events_main", long? project = null)
    {
        var query = $"key={Uri.EscapeDataString(key)}&table_name={Uri.EscapeDataString(table)}"
            + (value is null ? "" : $"&value={Uri.EscapeDataString(value)}");
        using var response = await GetAsync(query, project);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        return [.. body.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("name").GetString()!)];
    }
}
