using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
namespace Warehouse.Operations;

/// <summary>The silo's operations port.</summary>
public sealed class DashboardTests(ClusterFixture cluster)
{
    private const string Credential = "a credential of this test";

    [Fact]
    public async Task It_shows_the_grains_of_the_cluster_under_their_own_names()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        await cluster.Grains.Team(organization.ProjectId).GetUsageAsync();
        await Eventually.TrueAsync(async () =>
        {
            var counters = await cluster.Http.GetFromJsonAsync<JsonElement>(
                $"{cluster.Deployment.DashboardUrl}/DashboardCounters", TestContext.Current.CancellationToken);
            var names = counters.GetProperty("simpleGrainStats").EnumerateArray().Select(
                grain => grain.GetProperty("grainType").GetString()!.Split('.')[^1]);
            var silo = counters.GetProperty("hosts").EnumerateArray().Single().GetProperty("siloName").GetString();
            return silo == $"{Environment.MachineName}:{cluster.Deployment.Ports.Silo.Silo}"
                && names.Contains("TeamGrain")
                && names.Contains("OrganizationGrain");
        });
    }

    [Fact]
    public async Task With_a_credential_it_asks_for_it_and_health_does_not()
    {
        await using var test = await TestDeployment.PrepareAsync();
        await test.StartSiloAsync(
            new Dictionary<string, string> { ["Operations__Address"] = "0.0.0.0", ["Operations__Credential"] = Credential });
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(test, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(test, new AuthenticationHeaderValue("Bearer", "another")));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(test, new AuthenticationHeaderValue("Bearer", Credential)));
        var pair = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("anyone:" + Credential));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(test, new AuthenticationHeaderValue("Basic", pair)));
    }

    [Fact]
    public async Task Beyond_loopback_a_silo_does_not_start_without_a_credential()
    {
        await using var test = await TestDeployment.PrepareAsync();
        var silo = await test.StartSiloAsync(new Dictionary<string, string> { ["Operations__Address"] = "0.0.0.0" }, waitUntilReady: false);
        await silo.Exited.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.NotEqual(0, silo.ExitCode);
        Assert.Contains("beyond loopback the dashboard needs Operations:Credential", test.ReadLogs(), StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> AskAsync(TestDeployment test, AuthenticationHeaderValue? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, test.Deployment.DashboardUrl + "/DashboardCounters")
        {
            Headers = { Authorization = authorization },
        };
        using var response = await test.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
