using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Warehouse.Cli;
using Warehouse.EndToEnd.ObjectStore;

namespace Warehouse.Deployment;

/// <summary>What an operator deploys: published by the Dockerfile's commands, run as the compose file says, without rights.</summary>
public sealed class PublishedTests(S3Server s3)
{
    [Fact]
    public async Task What_the_Dockerfile_publishes_serves_a_provision_as_the_compose_file_runs_it()
    {
        using var published = await Published.MakeAsync();
        var files = published.Files();
        Assert.DoesNotContain(files, file => Path.GetFileName(file).StartsWith("Warehouse.Local", StringComparison.Ordinal));
        await using var cluster = await ComposedCluster.PrepareAsync(published, s3);
        var (silo, gateway) = (cluster.SiloEnvironment(), cluster.GatewayEnvironment());

        await MistakesAreOneLineAsync(published, silo, gateway);
        var migrated = await Container.RunAsync(published.Silo, cluster.EnvironmentOf("migrate"), "migrate");
        Assert.StartsWith("Applied 0001_cluster", migrated.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (migrated.ExitCode, migrated.Error));

        Assert.Equal(
            (1, $"http://127.0.0.1:{cluster.SiloOperationsPort}/readyz does not answer.\n"),
            await Container.RunAsync(published.Silo, silo, "health") is var before ? (before.ExitCode, before.Error) : default);
        cluster.Start(published.Silo, new Dictionary<string, string>(silo) { ["Warehouse__Jobs__StaleAftr"] = "01:00:00" });
        cluster.Start(published.Gateway, gateway);
        foreach (var (assembly, environment, port) in new[]
        {
            (published.Silo, silo, cluster.SiloOperationsPort), (published.Gateway, gateway, cluster.GatewayOperationsPort),
        })
        {
            await Eventually.TrueAsync(() => AnswersAsync(port, "/readyz"));
            var health = await Container.RunAsync(assembly, environment, "health");
            Assert.Equal((0, "", ""), (health.ExitCode, health.Output, health.Error));
        }

        Assert.Equal(0, (await Container.RunAsync(published.Gateway, gateway, "health", "--alive")).ExitCode);
        await ProbesAnswerAsync("warehouse-silo", cluster.SiloOperationsPort);
        await ProbesAnswerAsync("warehouse-gateway", cluster.GatewayOperationsPort);

        await ProvisionAsync(published, gateway, cluster.ApiPort);

        var (codes, log) = await cluster.StopAsync();
        Assert.Equal([0, 0], codes);
        Assert.Contains("There is no setting Warehouse:Jobs:StaleAftr", log, StringComparison.Ordinal);
        Assert.DoesNotContain("gssapi", log, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(files, published.Files());
    }

    private static async Task MistakesAreOneLineAsync(
        Published published, Dictionary<string, string> silo, Dictionary<string, string> gateway)
    {
        foreach (var (assembly, environment, setting, value, line) in new[]
        {
            (published.Silo, silo, "Silo__Port", "many", "Silo:Port must be a whole number."),
            (published.Silo, silo, "Warehouse__Provisioning__StepLimit", "120", "Warehouse:Provisioning:StepLimit must "
                + "be a duration as hh:mm:ss."),
            (published.Gateway, gateway, "ConnectionStrings__System", "Host=db;Pass word=hush", "ConnectionStrings:System is not an "
                + "Npgsql connection string."),
        })
        {
            var result = await Container.RunAsync(assembly, new Dictionary<string, string>(environment) { [setting] = value });
            Assert.Equal((1, line + "\n", ""), (result.ExitCode, result.Error, result.Output));
        }
    }

    private static async Task ProbesAnswerAsync(string pod, int port)
    {
        var container = DeployFolder.Pods[pod]["containers"]![0]!;
        foreach (var probe in new[] { "startupProbe", "livenessProbe", "readinessProbe" })
        {
            Assert.True(await AnswersAsync(port, (string)container[probe]!["httpGet"]!["path"]!), $"{pod} {probe}");
        }
    }

    private static async Task<bool> AnswersAsync(int port, string path)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"));
        return answer.IsSuccessStatusCode;
    }

    /// <summary>As README and docs/deployment.md have it: the verbs, and one HTTP call.</summary>
    private static async Task ProvisionAsync(Published published, Dictionary<string, string> gateway, int port)
    {
        var organization = (await VerbAsync("org", "create", "Acme")).GetProperty("organization_id").GetString()!;
        var project = (await VerbAsync("project", "create", "--organization", organization, "--name", "Shop")).GetProperty(
            "project_id").GetInt64();
        var key = (await VerbAsync("key", "create", "--organization", organization, "--role", "admin", "--label", "test", "--scope", "*"))
            .GetProperty("key")
            .GetString();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/api/projects/{project}/data_warehouse/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await http.PostAsJsonAsync("provision", new { database_name = "acme", table_name = "main" });
        Assert.Equal(202, (int)answer.StatusCode);
        var password = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("password").GetString();
        JsonElement status = default;
        await Eventually.TrueAsync(async () =>
        {
            status = await http.GetFromJsonAsync<JsonElement>("warehouse_status");
            return status.GetProperty("state").GetString() == "ready";
        });
        var at = status.GetProperty("connection");
        await using var connection = new NpgsqlConnection(
            $"Host={at.GetProperty("host").GetString()};Port={at.GetProperty("port").GetInt32()};"
            + $"Database=acme;Username=acme;Password={password};Pooling=false");
        await connection.OpenAsync();
        Assert.Equal("acme", await connection.ScalarAsync("SELECT current_user::text"));

        async Task<JsonElement> VerbAsync(params string[] arguments)
        {
            var result = await Container.RunAsync(published.Verbs, gateway, [.. arguments, "--json"]);
            Assert.True(result.ExitCode == 0, result.Error);
            return result.Json();
        }
    }
}
