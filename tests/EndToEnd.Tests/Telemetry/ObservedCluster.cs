using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Warehouse.Access;
using Warehouse.Local;
using Warehouse.Servers;
using Warehouse.Warehouses;

namespace Warehouse.Telemetry;

/// <summary>
/// A cluster that exports to a collector, put through all that it does, well and badly, and stopped: what was to be exported has been. The
/// tests look at what is left.
/// </summary>
public sealed class ObservedCluster : IAsyncLifetime
{
    internal const int RequestsOfEachKind = Requests * Rounds;
    private const int Requests = 25;
    private const int Rounds = 5;
    private readonly List<string> _secrets = [];
    private OtlpCollector? _collector;
    private TestDeployment? _test;

    internal OtlpCollector Collector => _collector!;

    internal Scrape Silo { get; private set; } = null!;

    internal Scrape Gateway { get; private set; } = null!;

    /// <summary>As <see cref="Gateway"/>, after many more requests of the same kinds with other paths, keys and projects.</summary>
    internal Scrape GatewayLater { get; private set; } = null!;

    internal Scrape SiloLater { get; private set; } = null!;

    internal string Logs { get; private set; } = "";

    internal string[] GatewayLog { get; private set; } = [];

    internal Guid OrganizationId { get; private set; }

    /// <summary>All that must not be found anywhere.</summary>
    internal IReadOnlyList<string> Secrets => _secrets;

    private string SiloOperations => _test!.Deployment.Ports.Silo.OperationsUrl;

    private string GatewayOperations => _test!.Deployment.OperationsUrl;

    public async ValueTask InitializeAsync()
    {
        _collector = await OtlpCollector.StartAsync();
        _test = await TestDeployment.PrepareAsync();
        var (server, environment) = await _test.AddWarehouseServerAsync("second");
        _secrets.Add(new Npgsql.NpgsqlConnectionStringBuilder(environment["Warehouse__Servers__1__AdminConnection"]).Password!);
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Url;
        environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        environment["Logging__LogLevel__Default"] = "Debug";
        await _test.StartSiloAsync(environment);
        environment["Logging__Console__FormatterName"] = "json";
        await _test.StartGatewayAsync(environment);
        await _test.ConnectAsync();
        await AddOwnSecretsAsync(server);

        var organization = await TestOrganization.CreateAsync(_test);
        OrganizationId = organization.Id;
        _secrets.Add(organization.Key);
        await DemoData.WriteAsync(
            _test.Deployment.ObjectStore, organization.Id, organization.ProjectId, 200, DateTimeOffset.UtcNow, CancellationToken.None);
        await LiveWellAsync(organization, server);
        await GuessAsync(organization);
        await LoseServerAsync(organization, server);

        await SendManyAsync();
        (Gateway, Silo) = (await Scrape.OfAsync(GatewayOperations), await Scrape.OfAsync(SiloOperations));
        for (var round = 1; round < Rounds; round++)
        {
            await SendManyAsync();
        }

        (GatewayLater, SiloLater) = (await Scrape.OfAsync(GatewayOperations), await Scrape.OfAsync(SiloOperations));
        await _test.StopProcessesAsync();
        Logs = _test.ReadLogs();
        GatewayLog = await File.ReadAllLinesAsync(Path.Combine(_test.Deployment.Logs, "gateway.log"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_test is not null)
        {
            await _test.DisposeAsync();
        }

        if (_collector is not null)
        {
            await _collector.DisposeAsync();
        }
    }

    private async Task AddOwnSecretsAsync(LocalPostgres server)
    {
        _secrets.Add(server.Password);
        _secrets.Add(_test!.Deployment.Postgres.Password);
        using var secrets = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_test.Deployment.Folder, "secrets.json")));
        _secrets.AddRange(secrets.RootElement.EnumerateObject().Select(secret => secret.Value.GetString()!));
    }

    private async Task LiveWellAsync(TestOrganization organization, LocalPostgres server)
    {
        var name = TestWarehouse.NewName();
        await PasswordOfAsync(organization, "provision", JsonContent.Create(new { database_name = name, table_name = "main" }));
        var warehouse = new TestWarehouse(_test!, organization.Id);
        await warehouse.UntilAsync(WarehouseState.Ready);
        await AddVerifiersAsync(server);
        await PasswordOfAsync(organization, "reset-password", content: null);
        await AddVerifiersAsync(server);
        using var settings = JsonDocument.Parse(await File.ReadAllTextAsync(_test!.Deployment.SiloSettings));
        var masterKey = settings.RootElement.GetProperty("Warehouse").GetProperty("MasterKey").GetString()!;
        _secrets.Add(new ServiceLogins(Convert.FromBase64String(masterKey)).PasswordFor(organization.Id, name));

        var team = _test.Grains.Team(organization.ProjectId);
        await Eventually.TrueAsync(
            async () =>
                await team.GetBackfillAsync() is { PartitionsTotal: > 0 } report && report.PartitionsDone == report.PartitionsTotal);
        var bucket = (await warehouse.Grain.GetReportAsync())!.Bucket;
        var broken = Directory.CreateDirectory(
            Path.Combine(_test.Deployment.ObjectStore, bucket, "backfill", $"{organization.ProjectId}", "events", "2020-01"));
        await File.WriteAllTextAsync(Path.Combine(broken.FullName, "a.jsonl"), "not json");
        await team.RescanBackfillAsync();
        await Eventually.TrueAsync(async () => (await team.GetBackfillAsync()).PartitionsFailed == 1);

        // From the index, again from memory, and by looking through a table.
        const string Events = "table_name=events_main&key=event";
        foreach (var query in (string[])[Events, Events, "table_name=persons_main&key=properties&value=a"])
        {
            using var values = await organization.SendAsync(HttpMethod.Get, "property_values?" + query);
            Assert.Equal(HttpStatusCode.OK, values.StatusCode);
        }
    }

    private async Task GuessAsync(TestOrganization organization)
    {
        var wrong = ApiKey.Generate();
        _secrets.Add(wrong);
        using var inHeader = await organization.SendAsync(HttpMethod.Get, "warehouse_status", key: wrong);
        Assert.Equal(HttpStatusCode.Unauthorized, inHeader.StatusCode);
        (string, HttpStatusCode)[] keys = [(wrong, HttpStatusCode.Unauthorized), (organization.Key, HttpStatusCode.OK)];
        foreach (var (key, status) in keys)
        {
            using var inQuery = await _test!.Http.GetAsync(
                new Uri($"{organization.Path}/warehouse_status?personal_api_key={key}", UriKind.Relative));
            Assert.Equal(status, inQuery.StatusCode);
            using var inBody = await _test.Http.PostAsJsonAsync(
                new Uri($"{organization.Path}/provision", UriKind.Relative), new { personal_api_key = key, database_name = "x" });
            Assert.False(inBody.IsSuccessStatusCode);
        }

        using var bad = new StringContent(
            $"{{\"personal_api_key\": \"{organization.Key}\", nonsense", Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var unreadable = await organization.SendAsync(HttpMethod.Post, "provision", bad);
        Assert.Equal(HttpStatusCode.BadRequest, unreadable.StatusCode);
        using var twice = await organization.SendAsync(
            HttpMethod.Post, "provision", JsonContent.Create(new { database_name = "another", table_name = "main" }));
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
    }

    /// <summary>The warehouse server goes away under a reset, a question and a provision.</summary>
    private async Task LoseServerAsync(TestOrganization organization, LocalPostgres server)
    {
        await server.StopAsync("immediate");
        using var reset = await organization.SendAsync(HttpMethod.Post, "reset-password");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, reset.StatusCode);
        using var values = await organization.SendAsync(HttpMethod.Get, "property_values?table_name=events_main&key=event&value=zz");
        Assert.False(values.IsSuccessStatusCode);

        var other = await TestOrganization.CreateAsync(_test!);
        _secrets.Add(other.Key);
        await PasswordOfAsync(other, "provision", JsonContent.Create(new { database_name = TestWarehouse.NewName(), table_name = "main" }));
        await new TestWarehouse(_test!, other.Id).UntilAsync(WarehouseState.Failed);
    }

    /// <summary>The same few kinds of requests, each with a path, a key and a project that nobody has seen.</summary>
    private async Task SendManyAsync()
    {
        for (var i = 0; i < Requests; i++)
        {
            var random = Guid.NewGuid().ToString("N");
            using var unknown = await _test!.Http.GetAsync(new Uri($"/{random}/{random}?q={random}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
            using var unknownAction = await _test.Http.GetAsync(new Uri($"/api/projects/{i}/data_warehouse/{random}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, unknownAction.StatusCode);
            using var request = new HttpRequestMessage(
                HttpMethod.Get, $"/api/projects/{Random.Shared.Next()}/data_warehouse/warehouse_status");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey.Generate());
            using var stranger = await _test.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
            using var method = new HttpRequestMessage(new HttpMethod("X" + random[..8].ToUpperInvariant()), "/api");
            using var odd = await _test.Http.SendAsync(method);
            Assert.False(odd.IsSuccessStatusCode);
        }
    }

    private async Task PasswordOfAsync(TestOrganization organization, string action, HttpContent? content)
    {
        using var answer = await organization.SendAsync(HttpMethod.Post, action, content);
        Assert.True(answer.IsSuccessStatusCode, $"{action}: {answer.StatusCode}");
        _secrets.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("password").GetString()!);
    }

    /// <summary>Salt, stored key and server key of every verifier on the server.</summary>
    private async Task AddVerifiersAsync(LocalPostgres server)
    {
        var verifiers = await server.ListAsync("SELECT rolpassword FROM pg_authid WHERE rolpassword IS NOT NULL");
        Assert.True(verifiers.Count >= 3);
        _secrets.AddRange(
            verifiers.SelectMany(verifier => verifier.Split('$', ':').Where(part => part.Length > 16)).Where(
                part => part != "SCRAM-SHA-256"));
    }
}
