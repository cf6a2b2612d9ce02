using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Warehouse.Access;
using Warehouse.Warehouses;

namespace Warehouse.Http;

public sealed class WarehouseTests(ClusterFixture cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Before_the_first_provision_there_is_nothing()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        (await organization.GetAsync("warehouse_status")).IsError(404, "warehouse_not_found", "warehouse not found");
        (await organization.PostAsync("reset-password")).IsError(404, "warehouse_not_found", "warehouse not found");
        (await organization.GetAsync("property_values?key=k&table_name=t")).IsError(
            404, "table_not_found", "Data warehouse table not found");
    }

    [Fact]
    public async Task A_member_may_neither_provision_nor_reset()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var member = await organization.AddKeyAsync(key => key with { Role = OrganizationRole.Member });
        var owner = await organization.AddKeyAsync(key => key with { Role = OrganizationRole.Owner });
        (await organization.PostAsync("provision", null, member))
            .IsError(403, "admin_required", "Only organization admins can provision the managed warehouse");
        (await organization.PostAsync("reset-password", null, member))
            .IsError(403, "admin_required", "Only organization admins can reset the root password for the managed warehouse");
        (await organization.PostAsync("reset-password", null, owner)).IsError(404, "warehouse_not_found", "warehouse not found");
    }

    [Fact]
    public async Task A_customer_gets_a_warehouse_logs_in_and_changes_the_password()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var name = TestWarehouse.NewName();
        var accepted = await ProvisionAsync(organization, name, "main");
        var first = Password(accepted);
        accepted.Is(
            202, $$"""{"status":"provisioning started","org":"{{organization.Id}}","username":"{{name}}","password":"{{first}}"}""");
        Assert.True(accepted.Headers.CacheControl!.NoStore);

        var status = await UntilAsync(organization, "ready");
        Assert.Equal(
            [
                "org_id", "state", "status_message", "s3_state", "metadata_store_state", "identity_state", "secrets_state", "ready_at",
                "failed_at", "connection", "has_backfill", "table_suffix",
            ],
            status.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("main", true), (status.GetProperty("table_suffix").GetString(), status.GetProperty("has_backfill").GetBoolean()));
        await LogInAsync(status, first);

        (await ProvisionAsync(organization, TestWarehouse.NewName(), "main"))
            .IsError(409, "warehouse_exists", "warehouse already exists in non-terminal state");
        await LogInAsync(status, first);

        var reset = await organization.PostAsync("reset-password");
        var second = Password(reset);
        reset.Is(200, $$"""{"username":"{{name}}","password":"{{second}}"}""");
        await LogInAsync(status, second);
        await Assert.ThrowsAsync<PostgresException>(() => LogInAsync(status, first));
        var logs = cluster.Test.ReadLogs();
        Assert.DoesNotContain(first, logs, StringComparison.Ordinal);
        Assert.DoesNotContain(second, logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_project_sees_the_warehouse_and_has_no_tables_of_its_own()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var other = await organization.AddProjectAsync();
        await ProvisionAsync(organization, TestWarehouse.NewName(), "main");
        var status = JsonDocument.Parse(
            (await organization.GetAsync($"/api/projects/{other}/data_warehouse/warehouse_status")).Text).RootElement;
        Assert.Equal(JsonValueKind.Null, status.GetProperty("table_suffix").ValueKind);
        Assert.False(status.GetProperty("has_backfill").GetBoolean());
    }

    [Fact]
    public async Task A_name_of_another_organization_is_409_and_nothing_is_left_behind()
    {
        var first = await TestOrganization.CreateAsync(cluster.Test);
        var second = await TestOrganization.CreateAsync(cluster.Test);
        var name = TestWarehouse.NewName();
        Assert.Equal(202, (await ProvisionAsync(first, name, "main")).Status);
        foreach (var taken in (string[])[name, "postgres", "template1"])
        {
            (await ProvisionAsync(second, taken, "main"))
                .IsError(409, "database_name_in_use", "provision conflicts with existing state: database_name is already in use");
        }

        Assert.Equal(404, (await second.GetAsync("warehouse_status")).Status);
    }

    [Fact]
    public async Task After_a_deletion_a_reset_is_409_and_suffixes_stay_what_they_were()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var other = await organization.AddProjectAsync();
        await ProvisionAsync(organization, TestWarehouse.NewName(), "main");
        await UntilAsync(organization, "ready");
        await cluster.Grains.Warehouse(organization.Id).DeprovisionAsync();
        var status = await UntilAsync(organization, "deleted");
        Assert.Equal(JsonValueKind.Null, status.GetProperty("connection").ValueKind);
        (await organization.PostAsync("reset-password"))
            .IsError(409, "warehouse_not_ready", "warehouse must be in ready state to reset password");
        (await ProvisionAsync(organization, TestWarehouse.NewName(), "changed"))
            .IsError(409, "table_name_fixed", "table_name conflicts with the name this project already has");
        using var body = Names(TestWarehouse.NewName(), "main");
        (await organization.PostAsync($"/api/projects/{other}/data_warehouse/provision", body))
            .IsError(409, "table_name_in_use", "table_name conflicts with another project of the organization");
        Assert.Equal(202, (await ProvisionAsync(organization, TestWarehouse.NewName(), "main")).Status);
    }

    [Fact]
    public async Task Values_of_a_customers_own_table_are_autocompleted()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var password = Password(await ProvisionAsync(organization, TestWarehouse.NewName(), "main"));
        var status = await UntilAsync(organization, "ready");
        await using (var connection = await OpenAsync(status, password))
        {
            await connection.ScalarAsync(
                "CREATE TABLE fruit (name text, tags jsonb); INSERT INTO fruit VALUES ('Apple', '{\"a.b\": 1}'), ('pineapple', NULL), "
                + "('100%', NULL), (NULL, NULL)");
        }

        var answer = await organization.GetAsync("property_values?key=name&table_name=fruit&value=APPLE");
        answer.Is(200, """{"results":[{"name":"Apple"},{"name":"pineapple"}],"refreshing":false}""");
        Assert.Equal("max-age=10", answer.Headers.CacheControl!.ToString());
        Assert.Contains(
            "100%", (await organization.GetAsync("property_values?key=name&table_name=fruit&value=%25")).Text, StringComparison.Ordinal);
        (await organization.GetAsync("property_values?key=colour&table_name=fruit"))
            .IsEnvelope(400, "validation_error", "invalid_input", "The provided key does not exist on this table");
        (await organization.GetAsync("property_values?key=name&table_name=vegetables"))
            .IsError(404, "table_not_found", "Data warehouse table not found");
        foreach (var strange in (string[])["%00", "%ff", "'", "%22", "a.b.c", "%F0%9F%98%80"])
        {
            Assert.InRange((await organization.GetAsync($"property_values?key=name&table_name=fruit&value={strange}")).Status, 200, 200);
            Assert.InRange((await organization.GetAsync($"property_values?key={strange}&table_name=fruit")).Status, 400, 400);
            Assert.InRange((await organization.GetAsync($"property_values?key=name&table_name={strange}")).Status, 404, 404);
        }
    }

    private static async Task<Answer> ProvisionAsync(TestOrganization organization, string name, string suffix)
    {
        using var body = Names(name, suffix);
        return await organization.PostAsync("provision", body);
    }

    private static JsonContent Names(string name, string suffix) => JsonContent.Create(new { database_name = name, table_name = suffix });

    private static string Password(Answer answer) => JsonDocument.Parse(answer.Text).RootElement.GetProperty("password").GetString()!;

    private static async Task<JsonElement> UntilAsync(TestOrganization organization, string state)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var status = JsonDocument.Parse((await organization.GetAsync("warehouse_status")).Text).RootElement;
            if (status.GetProperty("state").GetString() == state)
            {
                return status;
            }

            await Task.Delay(20, limit.Token);
        }
    }

    private static async Task LogInAsync(JsonElement status, string password)
    {
        await using var connection = await OpenAsync(status, password);
        Assert.Equal(1, await connection.ScalarAsync("SELECT 1"));
    }

    private static async Task<NpgsqlConnection> OpenAsync(JsonElement status, string password)
    {
        var at = status.GetProperty("connection");
        var connection = new NpgsqlConnection(string.Create(
            CultureInfo.InvariantCulture,
            $"Host={at.GetProperty("host")};Port={at.GetProperty("port")};Database={at.GetProperty("database")};"
            + $"Username={at.GetProperty("username")};Password={password};Pooling=false"));
        await connection.OpenAsync();
        return connection;
    }
}
