using Warehouse.Credentials;

namespace Warehouse.Warehouses;

/// <summary>A silo that dies by SIGKILL at every step boundary: the next one has to finish the work.</summary>
public sealed class CrashTests(CrashClusters clusters) : IClassFixture<CrashClusters>, IAsyncLifetime
{
    private CrashCluster _cluster = null!;

    private TestDeployment Test => _cluster.Test;

    public async ValueTask InitializeAsync() => _cluster = await clusters.TakeAsync();

    public ValueTask DisposeAsync()
    {
        clusters.Return(_cluster);
        return ValueTask.CompletedTask;
    }

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
        var warehouse = new TestWarehouse(Test);
        await _cluster.DieAtAsync(failpoint, () => warehouse.ProvisionAsync());
        await AssertWholeAsync(warehouse, await warehouse.UntilAsync(WarehouseState.Ready));
    }

    [Theory]
    [InlineData("provision.intent")]
    [InlineData("provision.claimed")]
    public async Task Killed_before_a_provision_is_accepted_it_leaves_no_name_behind(string failpoint)
    {
        var warehouse = new TestWarehouse(Test);
        await _cluster.DieAtAsync(failpoint, () => warehouse.ProvisionAsync());

        // Whoever asks wakes the grain up, and it frees what it finds half-done.
        await Eventually.TrueAsync(async () => await warehouse.Grain.GetStatusAsync() is null);
        var heir = new TestWarehouse(Test);
        await Eventually.TrueAsync(async () => (await heir.ProvisionAsync(warehouse.Name)).Outcome == ProvisionOutcome.Accepted);
        await AssertWholeAsync(heir, await heir.UntilAsync(WarehouseState.Ready));
    }

    [Theory]
    [InlineData("reset.intent")]
    [InlineData("reset.verifier-set")]
    [InlineData("reset.applied")]
    public async Task Killed_before_a_reset_is_confirmed_the_old_password_comes_back(string failpoint)
    {
        var warehouse = await TestWarehouse.ReadyAsync(Test);
        var status = await warehouse.UntilAsync(WarehouseState.Ready);
        var lost = LoginPassword.Generate();
        await _cluster.DieAtAsync(failpoint, () => warehouse.Grain.ResetPasswordAsync(lost.Verifier));
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
        var warehouse = await TestWarehouse.ReadyAsync(Test);
        var bucket = (await TestWarehouse.RetryAsync(() => warehouse.Grain.GetReportAsync().AsTask()))!.Bucket;
        await _cluster.DieAtAsync(failpoint, warehouse.Grain.DeprovisionAsync);
        await warehouse.UntilAsync(WarehouseState.Deleted);
        Assert.Equal(0L, await CountAsync($"FROM pg_database WHERE datname = '{warehouse.Name}'"));
        Assert.Equal(0L, await CountAsync($"FROM pg_roles WHERE rolname IN ('{warehouse.Name}', 'service_{warehouse.OrganizationId:N}')"));
        Assert.False(Directory.Exists(Path.Combine(Test.Deployment.ObjectStore, bucket)));
    }

    private async Task AssertWholeAsync(TestWarehouse warehouse, WarehouseStatus status)
    {
        await using var connection = await warehouse.LogInAsync(status);
        Assert.Equal(1, await connection.ScalarAsync("SELECT 1"));
        Assert.Equal(1L, await CountAsync($"FROM pg_database WHERE datname = '{warehouse.Name}'"));
        var mark = $"warehouse {warehouse.OrganizationId:D}";
        Assert.Equal(2L, await CountAsync($"FROM pg_roles WHERE shobj_description(oid, 'pg_authid') = '{mark}'"));
        var bucket = (await TestWarehouse.RetryAsync(() => warehouse.Grain.GetReportAsync().AsTask()))!.Bucket;
        Assert.Single(Directory.GetDirectories(Test.Deployment.ObjectStore), folder => Path.GetFileName(folder) == bucket);
    }

    private async Task<long> CountAsync(string from) => (long)(await Test.Deployment.Postgres.ScalarAsync("SELECT count(*) " + from))!;
}
