using Warehouse.Credentials;
using Warehouse.Local;

namespace Warehouse.Warehouses;

/// <summary>
/// A silo that dies by SIGKILL at every step boundary. Each failpoint gets a cluster of its own; the next silo, without a failpoint, has to
/// finish the work.
/// </summary>
public sealed class CrashTests(CrashServer server) : IClassFixture<CrashServer>, IAsyncDisposable
{
    private readonly TestDeployment _test = server.AddCluster();
    private LocalProcess _armed = null!;

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData("provision.accepted")]
    [InlineData("MakeBucket.before")]
    [InlineData("MakeBucket.after")]
    [InlineData("MakeBucket.written")]
    [InlineData("MakeDatabase.before")]
    [InlineData("database.created")]
    [InlineData("database.marked")]
    [InlineData("MakeDatabase.after")]
    [InlineData("MakeIdentity.before")]
    [InlineData("identity.before-commit")]
    [InlineData("identity.committed")]
    [InlineData("MakeIdentity.after")]
    [InlineData("MakeSecrets.before")]
    [InlineData("secrets.before-commit")]
    [InlineData("MakeSecrets.after")]
    [InlineData("ProveLogin.before")]
    [InlineData("ProveLogin.after")]
    [InlineData("ProveLogin.written")]
    public async Task Killed_at_any_step_of_provisioning_it_ends_ready_with_one_database_two_logins_one_bucket(string failpoint)
    {
        var warehouse = new TestWarehouse(_test);
        await DieAtAsync(failpoint, () => warehouse.ProvisionAsync());
        await AssertWholeAsync(warehouse, await warehouse.UntilAsync(WarehouseState.Ready));
    }

    [Theory]
    [InlineData("provision.intent")]
    [InlineData("provision.claimed")]
    public async Task Killed_before_a_provision_is_accepted_it_leaves_no_name_behind(string failpoint)
    {
        var warehouse = new TestWarehouse(_test);
        await DieAtAsync(failpoint, () => warehouse.ProvisionAsync());

        // Whoever asks wakes the grain up, and it frees what it finds half-done.
        await Eventually.TrueAsync(async () => await warehouse.Grain.GetStatusAsync() is null);
        var heir = new TestWarehouse(_test);
        await Eventually.TrueAsync(async () => (await heir.ProvisionAsync(warehouse.Name)).Outcome == ProvisionOutcome.Accepted);
        await AssertWholeAsync(heir, await heir.UntilAsync(WarehouseState.Ready));
    }

    [Theory]
    [InlineData("reset.intent")]
    [InlineData("reset.verifier-set")]
    [InlineData("reset.applied")]
    public async Task Killed_before_a_reset_is_confirmed_the_old_password_comes_back(string failpoint)
    {
        var (warehouse, status) = await ReadyWithFailpointAsync(failpoint);
        var lost = LoginPassword.Generate();
        await WaitForDeathAsync(() => warehouse.Grain.ResetPasswordAsync(lost.Verifier));
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
        await WaitForDeathAsync(warehouse.Grain.DeprovisionAsync);
        await _test.StartSiloAsync();
        await warehouse.UntilAsync(WarehouseState.Deleted);
        Assert.Equal(0L, await CountAsync($"FROM pg_database WHERE datname = '{warehouse.Name}'"));
        Assert.Equal(0L, await CountAsync($"FROM pg_roles WHERE rolname IN ('{warehouse.Name}', 'service_{warehouse.OrganizationId:N}')"));
        Assert.False(Directory.Exists(Path.Combine(_test.Deployment.ObjectStore, bucket)));
    }

    private async Task DieAtAsync(string failpoint, Func<Task> call)
    {
        await StartArmedAsync(failpoint);
        await WaitForDeathAsync(call);
        await _test.StartSiloAsync();
    }

    private async Task<(TestWarehouse Warehouse, WarehouseStatus Status)> ReadyWithFailpointAsync(string failpoint)
    {
        await StartArmedAsync(failpoint);
        var warehouse = await TestWarehouse.ReadyAsync(_test);
        return (warehouse, await warehouse.UntilAsync(WarehouseState.Ready));
    }

    private async Task StartArmedAsync(string failpoint)
    {
        _armed = await _test.StartSiloAsync(new Dictionary<string, string> { ["WAREHOUSE_FAILPOINT"] = failpoint });
        await _test.ConnectAsync();
    }

    // As the gateway does: a call that found no silo, or lost its answer, is sent again while the silo lives.
    private async Task WaitForDeathAsync(Func<Task> call)
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

        Assert.True(_armed.HasExited && _armed.ExitCode == 137, "The silo was not killed.");
    }

    private async Task AssertWholeAsync(TestWarehouse warehouse, WarehouseStatus status)
    {
        await using var connection = await warehouse.LogInAsync(status);
        Assert.Equal(1, await connection.ScalarAsync("SELECT 1"));
        Assert.Equal(1L, await CountAsync($"FROM pg_database WHERE datname = '{warehouse.Name}'"));
        var mark = $"warehouse {warehouse.OrganizationId:D}";
        Assert.Equal(2L, await CountAsync($"FROM pg_roles WHERE shobj_description(oid, 'pg_authid') = '{mark}'"));
        var bucket = (await TestWarehouse.RetryAsync(() => warehouse.Grain.GetReportAsync().AsTask()))!.Bucket;
        Assert.Single(Directory.GetDirectories(_test.Deployment.ObjectStore), folder => Path.GetFileName(folder) == bucket);
    }

    private async Task<long> CountAsync(string from) => (long)(await _test.Deployment.Postgres.ScalarAsync("SELECT count(*) " + from))!;
}
