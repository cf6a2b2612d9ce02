using Npgsql;
using Warehouse.Credentials;

namespace Warehouse.Warehouses;

public class ProvisioningTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_provisioned_warehouse_takes_a_login_and_holds_data()
    {
        var warehouse = new TestWarehouse(cluster.Test);
        Assert.Equal(warehouse.Name, (await warehouse.ProvisionAsync()).Username);
        var status = await warehouse.UntilAsync(WarehouseState.Ready);
        Assert.Equal("Infrastructure ready", status.StatusMessage);
        Assert.NotNull(status.ReadyAt);
        Assert.Equal(
            [ResourceState.Ready, ResourceState.Ready, ResourceState.Ready, ResourceState.Ready],
            [status.S3State, status.MetadataStoreState, status.IdentityState, status.SecretsState]);

        await using var connection = await warehouse.LogInAsync(status);
        await connection.ScalarAsync("CREATE TABLE public.greeting (word text); INSERT INTO greeting VALUES ('hello'); CREATE SCHEMA mine");
        Assert.Equal("hello", await connection.ScalarAsync("SELECT word FROM greeting"));
    }

    [Fact]
    public async Task The_same_command_again_is_the_same_provision_and_another_one_is_refused()
    {
        var warehouse = await TestWarehouse.ReadyAsync(cluster.Test);
        Assert.Equal(ProvisionOutcome.Accepted, (await warehouse.SendProvisionAsync()).Outcome);
        var password = warehouse.Password;
        Assert.Equal(ProvisionOutcome.AlreadyExists, (await warehouse.ProvisionAsync()).Outcome);
        await using var connection = await TestWarehouse.LogInAsync((await warehouse.Grain.GetStatusAsync())!, password.Clear);
    }

    [Fact]
    public async Task Two_organizations_that_race_for_a_name_end_with_one_winner_and_the_loser_holds_nothing()
    {
        var name = TestWarehouse.NewName();
        var racers = Enumerable.Range(0, 6).Select(_ => new TestWarehouse(cluster.Test)).ToArray();
        var results = await Task.WhenAll(racers.Select(racer => racer.ProvisionAsync(name)));
        Assert.Single(results, result => result.Outcome == ProvisionOutcome.Accepted);
        Assert.Equal(5, results.Count(result => result.Outcome == ProvisionOutcome.NameTaken));

        var loser = racers[Array.FindIndex(results, result => result.Outcome == ProvisionOutcome.NameTaken)];
        Assert.Null(await loser.Grain.GetStatusAsync());
        Assert.Equal(ProvisionOutcome.Accepted, (await loser.ProvisionAsync(TestWarehouse.NewName(), suffix: "other")).Outcome);
        await loser.UntilAsync(WarehouseState.Ready);
    }

    [Fact]
    public async Task Two_projects_of_one_organization_that_provision_at_once_end_with_one_warehouse_and_one_suffix()
    {
        var first = new TestWarehouse(cluster.Test);
        var second = new TestWarehouse(cluster.Test, first.OrganizationId);
        var results = await Task.WhenAll(
            first.ProvisionAsync(projectId: 1, suffix: "one"), second.ProvisionAsync(projectId: 2, suffix: "two"));
        Assert.Equal([ProvisionOutcome.Accepted, ProvisionOutcome.AlreadyExists], results.Select(result => result.Outcome).Order());
        var status = await first.UntilAsync(WarehouseState.Ready);
        Assert.Single(status.TableSuffixes);

        var refused = results[0].Outcome == ProvisionOutcome.Accepted ? second : first;
        var another = new TestWarehouse(cluster.Test);
        Assert.Equal(ProvisionOutcome.Accepted, (await another.ProvisionAsync(refused.Name)).Outcome);
    }

    [Fact]
    public async Task Ten_organizations_at_once_all_get_their_warehouse()
    {
        var warehouses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TestWarehouse.ReadyAsync(cluster.Test)));
        foreach (var warehouse in warehouses)
        {
            await using var connection = await warehouse.LogInAsync((await warehouse.Grain.GetStatusAsync())!);
        }
    }

    [Fact]
    public async Task A_name_that_stands_on_the_server_and_is_not_ours_is_refused()
    {
        var database = TestWarehouse.NewName();
        var login = TestWarehouse.NewName();
        await cluster.Deployment.Postgres.ExecuteAsync($"CREATE DATABASE {database} ALLOW_CONNECTIONS false");
        await cluster.Deployment.Postgres.ExecuteAsync($"CREATE ROLE {login} NOLOGIN");
        foreach (var name in new[] { database, login, "postgres", "template0", "template1", "public", "none" })
        {
            Assert.Equal(ProvisionOutcome.NameTaken, (await new TestWarehouse(cluster.Test).ProvisionAsync(name)).Outcome);
        }
    }

    [Fact]
    public async Task Deleted_means_gone_and_the_name_is_free()
    {
        var warehouse = await TestWarehouse.ReadyAsync(cluster.Test);
        await using var session = await warehouse.LogInAsync((await warehouse.Grain.GetStatusAsync())!);
        var bucket = Path.Combine(cluster.Deployment.ObjectStore, (await warehouse.Grain.GetReportAsync())!.Bucket);
        Assert.True(Directory.Exists(bucket));

        Assert.Equal(DeprovisionOutcome.Started, await warehouse.Grain.DeprovisionAsync());
        var status = await warehouse.UntilAsync(WarehouseState.Deleted);
        Assert.Equal("Resources deleted", status.StatusMessage);
        Assert.Null(status.Connection);
        Assert.False(Directory.Exists(bucket));
        Assert.Equal(0L, await cluster.Deployment.Postgres.ScalarAsync(
            $"SELECT (SELECT count(*) FROM pg_database WHERE datname = '{warehouse.Name}') + (SELECT count(*) FROM pg_roles WHERE rolname "
            + $"IN ('{warehouse.Name}', 'service_{warehouse.OrganizationId:N}'))"));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => session.ScalarAsync("SELECT 1"));

        var heir = new TestWarehouse(cluster.Test);
        Assert.Equal(ProvisionOutcome.Accepted, (await heir.ProvisionAsync(warehouse.Name)).Outcome);
        await heir.UntilAsync(WarehouseState.Ready);
        Assert.Equal(ProvisionOutcome.Accepted, (await warehouse.ProvisionAsync(TestWarehouse.NewName())).Outcome);
        await warehouse.UntilAsync(WarehouseState.Ready);
    }

    [Fact]
    public async Task A_reset_replaces_the_password_and_ends_the_old_sessions()
    {
        var warehouse = await TestWarehouse.ReadyAsync(cluster.Test);
        var status = (await warehouse.Grain.GetStatusAsync())!;
        await using var session = await warehouse.LogInAsync(status);
        var next = LoginPassword.Generate();
        Assert.Equal(ResetPasswordOutcome.Done, (await warehouse.Grain.ResetPasswordAsync(next.Verifier)).Outcome);

        await using var renewed = await TestWarehouse.LogInAsync(status, next.Clear);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => warehouse.LogInAsync(status));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => session.ScalarAsync("SELECT 1"));
    }

    [Fact]
    public async Task A_suffix_is_written_once_a_project_and_used_once_an_organization()
    {
        var warehouse = await TestWarehouse.ReadyAsync(cluster.Test);
        await warehouse.Grain.DeprovisionAsync();
        await warehouse.UntilAsync(WarehouseState.Deleted);
        Assert.Equal(ProvisionOutcome.SuffixFixed, (await warehouse.ProvisionAsync(suffix: "changed")).Outcome);
        Assert.Equal(ProvisionOutcome.SuffixTaken, (await warehouse.ProvisionAsync(projectId: 2, suffix: "main")).Outcome);
        Assert.Equal(ProvisionOutcome.Accepted, (await warehouse.ProvisionAsync(projectId: 2, suffix: "second")).Outcome);
    }

    [Fact]
    public async Task Healing_puts_back_what_somebody_took_away()
    {
        var warehouse = await TestWarehouse.ReadyAsync(cluster.Test);
        await cluster.Deployment.Postgres.ExecuteAsync(
            $"ALTER ROLE {warehouse.Name} NOLOGIN PASSWORD NULL; GRANT CONNECT ON DATABASE {warehouse.Name} TO PUBLIC");
        Assert.True(await warehouse.Grain.HealAsync());
        var status = await warehouse.UntilAsync(WarehouseState.Ready);
        await using var connection = await warehouse.LogInAsync(status);
        Assert.Equal(
            false,
            await cluster.Deployment.Postgres.ScalarAsync($"SELECT has_database_privilege('public', '{warehouse.Name}', 'CONNECT')"));
    }
}

/// <inheritdoc/>
[Collection<OnPostgres18>]
public sealed class ProvisioningOnPostgres18Tests(Postgres18Fixture cluster) : ProvisioningTests(cluster);
