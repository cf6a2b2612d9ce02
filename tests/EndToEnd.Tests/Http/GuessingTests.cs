using Warehouse.Access;
using Warehouse.Local;

namespace Warehouse.Http;

/// <summary>What refused requests cost the system database, counted in the log of PostgreSQL itself.</summary>
public sealed class GuessingTests
{
    private const int Budget = 20;
    private const int Guesses = 200;

    [Fact]
    public async Task Guessed_keys_and_projects_reach_the_database_a_bounded_number_of_times_and_good_keys_go_on()
    {
        await using var test = await StartAsync();
        var (_, url, _) = await test.AddGatewayAsync(new Dictionary<string, string> { ["RateLimits__RefusalsPerMinute"] = $"{Budget}" });
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        var organization = await TestOrganization.CreateAsync(test);
        Assert.Equal(200, await AskAsync(http, organization.ProjectId, organization.Key));

        var (began, before) = (TimeProvider.System.GetTimestamp(), Lookups(test));
        var statuses = new List<int>();
        for (var i = 0; i < Guesses; i++)
        {
            statuses.Add(await AskAsync(http, organization.ProjectId, ApiKey.Generate()));
            statuses.Add(await AskAsync(http, 1_000_000 + i, organization.Key));
        }

        // The budget, and what it filled up by meanwhile.
        var minutes = TimeProvider.System.GetElapsedTime(began).TotalMinutes;
        var most = Budget + (int)Math.Ceiling(minutes * Budget) + 1;
        Assert.Contains(401, statuses);
        Assert.Contains(404, statuses);
        Assert.Contains(429, statuses);
        Assert.InRange(statuses.Count(status => status != 429), Budget, most);
        Assert.InRange(Lookups(test) - before, Budget, most + 5);

        // A key and a project in use are not refused for it, and a new key works at once elsewhere.
        Assert.Equal(200, await AskAsync(http, organization.ProjectId, organization.Key));
        var made = await organization.AddKeyAsync(key => key);
        Assert.Equal(200, await AskAsync(test.Http, organization.ProjectId, made));
    }

    [Fact]
    public async Task What_does_not_exist_is_looked_up_once_in_five_seconds_and_found_soon_after_it_is_made()
    {
        await using var test = await StartAsync();
        var organization = await TestOrganization.CreateAsync(test);
        Assert.Equal(200, await AskAsync(test.Http, organization.ProjectId, organization.Key));
        var (began, before) = (TimeProvider.System.GetTimestamp(), Lookups(test));
        var (key, project) = (ApiKey.Generate(), 1_000_000L);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(401, await AskAsync(test.Http, organization.ProjectId, key));
            Assert.Equal(404, await AskAsync(test.Http, project, organization.Key));
        }

        var most = 2 * ((int)(TimeProvider.System.GetElapsedTime(began) / RecentMisses<long>.KeptFor) + 1);
        Assert.InRange(Lookups(test) - before, 2, most + 5);

        await organization.AddKeyAsync(registration => registration with { Hash = ApiKey.Hash(key) });
        Assert.Equal(project, (await test.Grains.Organization(organization.Id).CreateProjectAsync(project, "late")).ProjectId);
        await Eventually.TrueAsync(async () => await AskAsync(test.Http, project, key) == 200);
    }

    // Sessions take up a changed setting when they please, but a new one has it from its first statement: before there is a silo.
    private static async Task<TestDeployment> StartAsync()
    {
        var test = await TestDeployment.PrepareAsync();
        await test.Deployment.Postgres.ExecuteAsync("ALTER SYSTEM SET log_statement = 'all'");
        await test.Deployment.Postgres.ExecuteAsync("SELECT pg_reload_conf()");
        await Eventually.TrueAsync(async () => (string?)await test.Deployment.Postgres.ScalarAsync("SHOW log_statement") == "all");
        await test.StartAsync();
        return test;
    }

    private static async Task<int> AskAsync(HttpClient http, long project, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/projects/{project}/data_warehouse/total_rows_stats");
        request.Headers.Add("Authorization", "Bearer " + key);
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static int Lookups(TestDeployment test)
    {
        using var file = new FileStream(test.Deployment.Postgres.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var log = new StreamReader(file);
        return log.ReadToEnd().Split('\n').Count(line =>
            line.Contains("registry.api_key WHERE hash", StringComparison.Ordinal)
            || line.Contains("registry.project WHERE id", StringComparison.Ordinal));
    }
}
