using Warehouse.Credentials;
using Warehouse.Failures;
using Warehouse.Local;

namespace Warehouse.Warehouses;

/// <summary>The warehouse server, and then the system database, go away and come back.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private TestDeployment _test = null!;
    private LocalPostgres _server = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await TestDeployment.PrepareAsync();
        _server = await _test.AddServerAsync("second");

        // Its provisioner is a superuser here.
        await _test.StartSiloAsync(TestDeployment.WarehousesOn("second", _server.ConnectionString()));
        await _test.ConnectAsync();
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task A_warehouse_whose_server_is_away_fails_with_a_reason_and_heals_when_it_is_back()
    {
        var warehouse = new TestWarehouse(_test);
        Assert.Equal(ProvisionOutcome.Accepted, (await warehouse.ProvisionAsync()).Outcome);
        var failed = await warehouse.UntilAsync(WarehouseState.Failed);
        Assert.Equal("The warehouse server cannot be reached; retrying", failed.StatusMessage);
        Assert.Equal(ResourceState.Ready, failed.S3State);
        Assert.Equal(ResourceState.Failed, failed.MetadataStoreState);
        Assert.Equal(ResourceState.Pending, failed.IdentityState);
        Assert.NotNull(failed.FailedAt);
        Assert.Null(failed.Connection);

        await _server.StartAsync();
        var ready = await warehouse.UntilAsync(WarehouseState.Ready);
        Assert.Equal(_server.Port, ready.Connection!.Port);
        Assert.Null(ready.FailedAt);
        await using var connection = await warehouse.LogInAsync(ready);
        Assert.Equal("second", (await warehouse.Grain.GetReportAsync())!.Server);
    }

    [Fact]
    public async Task A_failed_warehouse_may_be_asked_for_again_under_another_name_and_the_first_name_is_freed()
    {
        var warehouse = new TestWarehouse(_test);
        await warehouse.ProvisionAsync();
        await warehouse.UntilAsync(WarehouseState.Failed);
        var first = warehouse.Name;
        Assert.Equal(ProvisionOutcome.Accepted, (await warehouse.ProvisionAsync(TestWarehouse.NewName())).Outcome);
        await _server.StartAsync();
        await using var connection = await warehouse.LogInAsync(await warehouse.UntilAsync(WarehouseState.Ready));
        Assert.Equal(0L, await _server.ScalarAsync($"SELECT count(*) FROM pg_database WHERE datname = '{first}'"));
        Assert.Equal(ProvisionOutcome.Accepted, (await new TestWarehouse(_test).ProvisionAsync(first)).Outcome);
    }

    [Fact]
    public async Task A_deletion_asked_for_while_a_step_runs_is_carried_out()
    {
        for (var i = 0; i < 5; i++)
        {
            await _server.StartAsync();
            var warehouse = new TestWarehouse(_test);
            await warehouse.ProvisionAsync();
            await Task.Delay(i * 40);
            Assert.Equal(DeprovisionOutcome.Started, await warehouse.Grain.DeprovisionAsync());
            await warehouse.UntilAsync(WarehouseState.Deleted);
            Assert.Equal(0L, await _server.ScalarAsync($"SELECT count(*) FROM pg_database WHERE datname = '{warehouse.Name}'"));
        }
    }

    [Fact]
    public async Task While_the_warehouse_server_is_away_a_reset_changes_nothing_and_status_goes_on()
    {
        await _server.StartAsync();
        var warehouse = await TestWarehouse.ReadyAsync(_test);
        await _server.StopAsync("immediate");
        await Assert.ThrowsAsync<UnavailableException>(() => warehouse.Grain.ResetPasswordAsync(LoginPassword.Generate().Verifier));
        Assert.Equal(WarehouseState.Ready, (await warehouse.Grain.GetStatusAsync())!.State);

        // The unconfirmed reset is undone, which ends sessions once more; the old password is good again.
        await _server.StartAsync();
        var status = await warehouse.UntilAsync(WarehouseState.Ready);
        await Eventually.TrueAsync(async () =>
        {
            await using var connection = await warehouse.LogInAsync(status);
            return 1.Equals(await connection.ScalarAsync("SELECT 1"));
        });
    }

    [Fact]
    public async Task While_the_system_database_is_away_status_is_answered_writes_are_refused_and_all_goes_on_after()
    {
        await _server.StartAsync();
        await _test.StartGatewayAsync();
        var warehouse = await TestWarehouse.ReadyAsync(_test);
        var organization = await TestOrganization.CreateAsync(_test);
        using var before = await organization.SendAsync(HttpMethod.Get, "warehouse_status");
        await _test.Deployment.Postgres.StopAsync("immediate");

        Assert.Equal(WarehouseState.Ready, (await warehouse.Grain.GetStatusAsync())!.State);
        using var during = await organization.SendAsync(HttpMethod.Get, "warehouse_status");
        Assert.Equal(before.StatusCode, during.StatusCode);
        using var refused = await organization.SendAsync(
            HttpMethod.Post, "provision", Json($$"""{"database_name":"{{TestWarehouse.NewName()}}","table_name":"t"}"""));
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);

        await _test.Deployment.Postgres.StartAsync();
        await using var connection = await warehouse.LogInAsync((await warehouse.Grain.GetStatusAsync())!);
        using var accepted = await organization.SendAsync(
            HttpMethod.Post, "provision", Json($$"""{"database_name":"{{TestWarehouse.NewName()}}","table_name":"t"}"""));
        Assert.Equal(System.Net.HttpStatusCode.Accepted, accepted.StatusCode);
        await new TestWarehouse(_test, organization.Id).UntilAsync(WarehouseState.Ready);
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
}
