using System.Net;
using System.Net.Http.Headers;
using Warehouse.Backfills;
using Warehouse.Http;
using Warehouse.Local;
using Warehouse.Warehouses;

namespace Warehouse.Operations;

/// <summary>SIGTERM, as an upgrade sends it: nobody who uses the cluster notices.</summary>
public sealed class GracefulStopTests : IAsyncLifetime
{
    private static readonly string[] Reads =
    [
        "warehouse_status", "running_activity", "total_rows_stats", "property_values?table_name=events_main&key=event",
    ];
    private static readonly DateTimeOffset Now = new(2026, 3, 20, 0, 0, 0, TimeSpan.Zero);
    private TestDeployment _test = null!;

    public async ValueTask InitializeAsync() => _test = await TestDeployment.PrepareAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task A_silo_that_is_told_to_stop_fails_no_request_and_hands_its_work_over()
    {
        var first = await _test.StartSiloAsync();
        await _test.AddSiloAsync();
        await _test.StartGatewayAsync();
        await _test.ConnectAsync();
        var loaded = await LoadedAsync();

        // Work of both kinds is under way when the silo goes: history that is being loaded, warehouses that are being made.
        var busy = await TestOrganization.CreateAsync(_test);
        await TestWarehouse.ReadyAsync(_test, busy);
        await DemoData.WriteAsync(_test.Deployment.ObjectStore, busy.Id, busy.ProjectId, 20_000, Now, CancellationToken.None);
        await _test.Grains.Team(busy.ProjectId).RescanBackfillAsync();
        await using var load = RequestLoad.Start(
            _test.Http, 50, number => Request(loaded[number % loaded.Count], Reads[number / loaded.Count % Reads.Length]));
        await load.UntilAsync(50);
        var beingMade = new List<TestWarehouse>();
        for (var i = 0; i < 6; i++)
        {
            beingMade.Add(new TestWarehouse(_test));
            await TestWarehouse.RetryAsync(() => beingMade[^1].ProvisionAsync());
        }

        await first.StopAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, first.ExitCode);
        await load.UntilAsync(100);
        Assert.DoesNotContain(await load.StopAsync(), request => request.Failed);

        // Nobody asks for them: the other silo takes them up by itself.
        await Eventually.TrueAsync(async () => await ReadyWarehousesAsync() == loaded.Count + 1 + beingMade.Count);
        var report = await BackfillTests.UntilLoadedAsync(_test.Grains, busy.ProjectId);
        Assert.Equal((3 * 20_000) + 500, report.Rows);
    }

    [Fact]
    public async Task A_gateway_that_is_told_to_stop_turns_readiness_off_first_and_serves_meanwhile()
    {
        await _test.StartSiloAsync();
        var gateway = await _test.AddGatewayAsync(new Dictionary<string, string> { ["Operations__DrainFor"] = "0:0:3" });
        await _test.ConnectAsync();
        var organization = await TestOrganization.CreateAsync(_test);
        var path = $"{gateway.Url}{organization.Path}/total_rows_stats?personal_api_key={organization.Key}";
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(path), TestContext.Current.CancellationToken)).StatusCode);

        var stopped = gateway.Process.StopAsync(TimeSpan.FromSeconds(60));
        var readyz = new Uri(gateway.OperationsUrl + "/readyz");
        await Eventually.TrueAsync(async () =>
            (await http.GetAsync(readyz, TestContext.Current.CancellationToken)).StatusCode == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(path), TestContext.Current.CancellationToken)).StatusCode);
        Assert.False(gateway.Process.HasExited);
        await stopped;
        Assert.Equal(0, gateway.Process.ExitCode);
    }

    private static HttpRequestMessage Request(TestOrganization organization, string action) =>
        new(HttpMethod.Get, $"{organization.Path}/{action}")
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", organization.Key) },
    };

    /// <summary>A few organizations with a warehouse and a little history in it, spread over both silos.</summary>
    private async Task<IReadOnlyList<TestOrganization>> LoadedAsync()
    {
        var organizations = new List<TestOrganization>();
        for (var i = 0; i < 6; i++)
        {
            var organization = await TestOrganization.CreateAsync(_test);
            await DemoData.WriteAsync(
                _test.Deployment.ObjectStore, organization.Id, organization.ProjectId, 10, Now, CancellationToken.None);
            await TestWarehouse.ReadyAsync(_test, organization);
            await BackfillTests.UntilLoadedAsync(_test.Grains, organization.ProjectId);
            Assert.Equal(200, (await organization.GetAsync(Reads[^1])).Status);
            organizations.Add(organization);
        }

        return organizations;
    }

    // From the stored state: a call would wake the grain up.
    private async Task<long> ReadyWarehousesAsync()
    {
        await using var connection = new Npgsql.NpgsqlConnection(
            _test.Deployment.Postgres.ConnectionString(LocalDeployment.SystemDatabaseName) + ";Pooling=false");
        await connection.OpenAsync();
        return (long)(
            await connection.ScalarAsync("SELECT count(*) FROM state.grain_state_json WHERE state -> 'provision' ->> 'state' = 'ready'"))!;
    }
}
