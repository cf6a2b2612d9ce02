using Warehouse.Credentials;
using Warehouse.Local;

namespace Warehouse.Warehouses;

/// <summary>
/// A silo that dies by SIGKILL at every step boundary. Each failpoint gets a silo process of its own; the next one, without a failpoint, has
/// to finish the work.
/// </summary>
public sealed class CrashTests : IAsyncLifetime
{
    private TestDeployment _test = null!;

    public static TheoryData<string> ProvisioningFailpoints =>
    [
        "provision.accepted",
        "MakeBucket.before", "MakeBucket.after", "MakeBucket.written",
        "MakeDatabase.before", "database.created", "database.marked", "MakeDatabase.after",
        "MakeIdentity.before", "identity.before-commit", "identity.committed", "MakeIdentity.after",
        "MakeSecrets.before", "secrets.before-commit", "MakeSecrets.after",
        "ProveLogin.before", "ProveLogin.after", "ProveLogin.written",
    ];

    public async ValueTask InitializeAsync() => _test = await TestDeployment.PrepareAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Killed_at_any_step_of_provisioning_it_ends_ready_with_one_database_two_logins_one_bucket()
    {
        foreach (var failpoint in ProvisioningFailpoints.Select(row => row.Data))
        {
            var warehouse = new TestWarehouse(_test);
            await DieAtAsync(failpoint, warehouse, () => warehouse.ProvisionAsync());
            var status = await warehouse.UntilAsync(WarehouseState.Ready);
            await AssertWholeAsync(warehouse, status, failpoint);
            await StopAsync();
        }
    }

    [Theory]
    [InlineData("provision.intent")]
    [InlineData("provision.claimed")]
    public async Task Killed_before_a_provision_is_accepted_it_leaves_no_name_behind(string failpoint)
    {
        var warehouse = new TestWarehouse(_test);
        await DieAtAsync(failpoint, warehouse, () => warehouse.ProvisionAsync());

        // Whoever asks wakes the grain up, and it frees what it finds half-done.
        await Eventually.TrueAsync(async () => await warehouse.Grain.GetStatusAsync() is null);
        var heir = new TestWarehouse(_test);
        await Eventually.TrueAsync(async () => (await heir.ProvisionAsync(warehouse.Name)).Outcome == ProvisionOutcome.Accepted);
        var status = await heir.UntilAsync(WarehouseState.Ready);
        await AssertWholeAsync(heir, status, failpoint);
    }

    [Theory]
    [InlineData("reset.intent")]
    [InlineData("reset.verifier-set")]
    [InlineData("reset.applied")]
    public async Task Killed_before_a_reset_is_confirmed_the_old_password_comes_back(string failpoint)
    {
        var (warehouse, status) = await ReadyWithFailpointAsync(failpoint);
        var lost = LoginPassword.Generate();
        await WaitForDeathAsync(failpoint, () => warehouse.Grain.ResetPasswordAsync(lost.Verifier));
        await _test.StartSiloAsync();
        await warehouse.UntilAsync(WarehouseState.Ready);
        await Eventually.TrueAsync(async () =>
        {
            await using var connection = await warehouse.LogInAsync(status);
            return true;
        });
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => TestWarehouse.LogInAsync(status, lost.Clear));
    }

    [Theory]
    [InlineData("Remove.before")]
    [InlineData("removal.closed")]
    [InlineData("removal.dropped")]
    [InlineData("Remove.after")]
    public async Task Killed_while_deleting_it_ends_deleted_with_nothing_left(string failpoint)
    {
        var (warehouse, _) = await ReadyWithFailpointAsync(failpoint);
        var bucket = (await TestWarehouse.RetryAsync(() => warehouse.Grain.GetReportAsync().AsTask()))!.Bucket;
        await WaitForDeathAsync(failpoint, warehouse.Grain.DeprovisionAsync);
        await _test.StartSiloAsync();
        await warehouse.UntilAsync(WarehouseState.Deleted);
        Assert.Equal(0L, await CountAsync($"FROM pg_database WHERE datname = '{warehouse.Name}'"));
        Assert.Equal(0L, await CountAsync($"FROM pg_roles WHERE rolname IN ('{warehouse.Name}', 'service_{warehouse.OrganizationId:N}')"));
        Assert.False(Directory.Exists(Path.Combine(_test.Deployment.ObjectStore, bucket)));
    }

    private async Task DieAtAsync(string failpoint, TestWarehouse warehouse, Func<Task> call)
    {
        await StartArmedAsync(failpoint);
        await WaitForDeathAsync(failpoint, call);
        await _test.StartSiloAsync();
    }

    private async Task<(TestWarehouse Warehouse, WarehouseStatus Status)> ReadyWithFailpointAsync(string failpoint)
    {
        await StartArmedAsync(failpoint);
        var warehouse = await TestWarehouse.ReadyAsync(_test);
        return (warehouse, await warehouse.UntilAsync(WarehouseState.Ready));
    }

    private LocalProcess _armed = null!;

    private async Task StartArmedAsync(string failpoint)
    {
        _armed = await _test.StartSiloAsync(new Dictionary<string, string> { ["WAREHOUSE_FAILPOINT"] = failpoint });
        await _test.ConnectAsync();
    }

    // As the gateway does: a call that found no silo, or lost its answer, is sent again while the silo lives.
    private async Task WaitForDeathAsync(string failpoint, Func<Task> call)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var answered = false;
        while (!_armed.HasExited && !limit.IsCancellationRequested)
        {
            try
            {
                await (answered ? Task.Delay(20) : call());
                answered = true;
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException or Failures.UnavailableException)
            {
                await Task.Delay(100);
            }
        }

        Assert.True(_armed.HasExited && _armed.ExitCode == 137, $"{failpoint}: the silo was not killed.");
    }

    private Task StopAsync() => _test.StopProcessesAsync();

    private async Task AssertWholeAsync(TestWarehouse warehouse, WarehouseStatus status, string failpoint)
    {
        await using var connection = await warehouse.LogInAsync(status);
        Assert.Equal(1, await connection.ScalarAsync("SELECT 1"));
        Assert.True(1L == await CountAsync($"FROM pg_database WHERE datname = '{warehouse.Name}'"), failpoint);
        Assert.True(2L == await CountAsync($"FROM pg_roles WHERE shobj_description(oid, 'pg_authid') = 'warehouse {warehouse.OrganizationId:D}'"), failpoint);
        var bucket = (await TestWarehouse.RetryAsync(() => warehouse.Grain.GetReportAsync().AsTask()))!.Bucket;
        Assert.Single(Directory.GetDirectories(_test.Deployment.ObjectStore), folder => Path.GetFileName(folder) == bucket);
    }

    private async Task<long> CountAsync(string from) => (long)(await _test.Deployment.Postgres.ScalarAsync("SELECT count(*) " + from))!;
}
