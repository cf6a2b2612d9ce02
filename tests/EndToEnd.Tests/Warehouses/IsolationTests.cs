using Npgsql;
using Warehouse.Local;

namespace Warehouse.Warehouses;

/// <summary>What tenants cannot do to the server, to one another and to us, tried with their own logins.</summary>
public class IsolationTests(ClusterFixture cluster)
{
    [Fact]
    public async Task No_tenant_login_enters_any_database_but_its_own()
    {
        var first = await TestWarehouse.ReadyAsync(cluster.Test);
        var second = await TestWarehouse.ReadyAsync(cluster.Test);
        var databases = await cluster.Deployment.Postgres.ListAsync("SELECT datname FROM pg_database");
        Assert.Contains(LocalDeployment.SystemDatabaseName, databases);
        Assert.Contains("template1", databases);

        foreach (var (warehouse, other) in new[] { (first, second), (second, first) })
        {
            var status = (await warehouse.Grain.GetStatusAsync())!;
            Assert.Contains(other.Name, databases);
            foreach (var database in databases)
            {
                if (database == warehouse.Name)
                {
                    await using var own = await TestWarehouse.LogInAsync(status, warehouse.Password.Clear, database);
                }
                else
                {
                    var refused = await Assert.ThrowsAsync<PostgresException>(
                        () => TestWarehouse.LogInAsync(status, warehouse.Password.Clear, database));
                    // Closed to connections, or dropped meanwhile by another test.
                    Assert.Contains(
                        refused.SqlState,
                        new[] { PostgresErrorCodes.InsufficientPrivilege, "55000", PostgresErrorCodes.InvalidCatalogName });
                }
            }
        }
    }

    [Fact]
    public async Task The_service_login_may_enter_one_database()
    {
        var warehouse = await TestWarehouse.ReadyAsync(cluster.Test);
        var entered = await cluster.Deployment.Postgres.ListAsync(
            "SELECT datname FROM pg_database WHERE datallowconn AND "
            + $"has_database_privilege('service_{warehouse.OrganizationId:N}', oid, 'CONNECT')");
        Assert.Equal([warehouse.Name], entered);
    }

    [Theory]
    [InlineData("SELECT rolpassword FROM pg_authid", "42501")]
    [InlineData("CREATE ROLE mallory LOGIN", "42501")]
    [InlineData("CREATE DATABASE mallory", "42501")]
    [InlineData("COPY (SELECT 1) TO PROGRAM 'id'", "42501")]
    [InlineData("COPY pg_class TO '/tmp/mallory'", "42501")]
    [InlineData("SELECT pg_read_file('/etc/passwd')", "42501")]
    [InlineData("SELECT * FROM pg_ls_dir('/')", "42501")]
    [InlineData("ALTER SYSTEM SET log_statement = 'all'", "42501")]
    [InlineData("ALTER ROLE CURRENT_USER SUPERUSER", "42501")]
    [InlineData("ALTER ROLE CURRENT_USER CREATEDB", "42501")]
    [InlineData("ALTER ROLE CURRENT_USER CONNECTION LIMIT -1", "42501")]
    [InlineData("ALTER DATABASE {database} OWNER TO CURRENT_USER", "42501")]
    [InlineData("ALTER DATABASE {database} RENAME TO mallory", "42501")]
    [InlineData("DROP DATABASE {database}", "42501")]
    [InlineData("SET ROLE {service}", "42501")]
    [InlineData("SET SESSION AUTHORIZATION {service}", "42501")]
    [InlineData("SET ROLE warehouse_provisioner", "42501")]
    [InlineData("GRANT {service} TO CURRENT_USER", "42501")]
    [InlineData("ALTER ROLE {service} PASSWORD 'mine'", "42501")]
    [InlineData("CREATE TABLE warehouse_internal.mine (x int)", "42501")]
    [InlineData("DROP SCHEMA warehouse_internal CASCADE", "42501")]
    [InlineData("CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION pg_catalog.now()", "42501")]
    [InlineData("CREATE SUBSCRIPTION mine CONNECTION 'host=127.0.0.1' PUBLICATION p", "42501")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc', 'getpid'", "42501")]
    public async Task Root_may_not(string statement, string sqlState)
    {
        var warehouse = await cluster.WarehouseAsync();
        var status = (await warehouse.Grain.GetStatusAsync())!;
        await using var connection = await warehouse.LogInAsync(status);
        var sql = statement.Replace("{database}", warehouse.Name, StringComparison.Ordinal)
            .Replace("{service}", $"service_{warehouse.OrganizationId:N}", StringComparison.Ordinal);
        Assert.Equal(sqlState, (await Assert.ThrowsAsync<PostgresException>(() => connection.ScalarAsync(sql))).SqlState);
    }

    [Fact]
    public async Task Root_granting_others_the_right_to_connect_grants_nothing()
    {
        var warehouse = await TestWarehouse.ReadyAsync(cluster.Test);
        await using (var connection = await warehouse.LogInAsync((await warehouse.Grain.GetStatusAsync())!))
        {
            // PostgreSQL only warns that no privileges were granted.
            await connection.ScalarAsync($"GRANT CONNECT ON DATABASE {warehouse.Name} TO PUBLIC");
        }

        Assert.Equal(
            false,
            await cluster.Deployment.Postgres.ScalarAsync($"SELECT has_database_privilege('public', '{warehouse.Name}', 'CONNECT')"));
    }

    [Fact]
    public async Task Root_has_no_more_sessions_than_its_limit()
    {
        var limits = await cluster.Deployment.Postgres.ListAsync(
            $"SELECT rolconnlimit::text FROM pg_roles WHERE rolname = '{(await TestWarehouse.ReadyAsync(cluster.Test)).Name}'");
        Assert.Equal(["50"], limits);
    }
}

/// <inheritdoc/>
[Collection<OnPostgres18>]
public sealed class IsolationOnPostgres18Tests(Postgres18Fixture cluster) : IsolationTests(cluster);
