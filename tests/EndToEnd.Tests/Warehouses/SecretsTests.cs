using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Warehouse.Local;

namespace Warehouse.Warehouses;

/// <summary>Where passwords and keys must not be.</summary>
public sealed class SecretsTests(ClusterFixture cluster)
{
    [Fact]
    public async Task The_password_is_in_the_answer_and_nowhere_else()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var name = TestWarehouse.NewName();
        using var provisioned = await organization.SendAsync(
            HttpMethod.Post, "provision", JsonContent.Create(new { database_name = name, table_name = "t" }));
        var first = (await provisioned.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("password").GetString()!;
        var status = await new TestWarehouse(cluster.Test, organization.Id).UntilAsync(WarehouseState.Ready);
        using var reset = await organization.SendAsync(HttpMethod.Post, "reset-password");
        var second = (await reset.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("password").GetString()!;
        using var byQuery = await cluster.Http.GetAsync(
            new Uri($"{organization.Path}/warehouse_status?personal_api_key={organization.Key}", UriKind.Relative));
        Assert.True(byQuery.IsSuccessStatusCode);
        await using var connection = await TestWarehouse.LogInAsync(status, second);
        Assert.Equal(43, first.Length);

        // The search finds what is there: the name stands in the system database.
        string[] secrets = [first, second, organization.Key];
        Assert.Equal([name], await FoundInAsync(LocalDeployment.SystemDatabaseName, [name, .. secrets]));
        Assert.Empty(await FoundInAsync(name, secrets));
        var logs = cluster.Test.ReadLogs() + await File.ReadAllTextAsync(cluster.Deployment.Postgres.LogFile);
        var bucket = Path.Combine(
            cluster.Deployment.ObjectStore, (await cluster.Grains.Warehouse(organization.Id).GetReportAsync())!.Bucket);
        var objects = string.Concat(Directory.GetFiles(bucket, "*", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.Contains(organization.Id.ToString(), objects, StringComparison.Ordinal);
        Assert.All(secrets, secret =>
        {
            Assert.DoesNotContain(secret, logs, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, objects, StringComparison.Ordinal);
            Assert.Empty(ProcessesShowing(secret));
        });
    }

    [Fact]
    public void No_password_of_ours_shows_in_a_process_list() =>
        Assert.All(
            new[] { cluster.Deployment.Postgres.Password, SettingsOf("Warehouse", "MasterKey") },
            secret => Assert.Empty(ProcessesShowing(secret)));

    private string SettingsOf(string section, string name)
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(cluster.Deployment.SiloSettings));
        return settings.RootElement.GetProperty(section).GetProperty(name).GetString()!;
    }

    private static IEnumerable<string> ProcessesShowing(string secret) => Directory.GetDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
        .Where(folder =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(secret, StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        });

    /// <summary>Which of the texts stand in any table of a database.</summary>
    private async Task<IReadOnlyList<string>> FoundInAsync(string database, IEnumerable<string> texts)
    {
        await using var connection = new NpgsqlConnection(cluster.Deployment.Postgres.ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        var tables = await cluster.Deployment.Postgres.ListAsync(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname <> 'information_schema'", database);
        var found = new HashSet<string>();
        foreach (var table in tables)
        {
            // Grain state is bytes: searched as such.
            foreach (var text in texts)
            {
                if (await connection.ScalarAsync($"""
                    SELECT EXISTS (
                      SELECT FROM {table} t WHERE strpos(t::text, '{text}') > 0 OR strpos(t::text, encode('{text}'::bytea, 'hex')) > 0)
                    """) is true)
                {
                    found.Add(text);
                }
            }
        }

        return [.. found];
    }
}
