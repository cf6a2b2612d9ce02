using System.Globalization;
using System.Text.Json;
using Warehouse.Jobs;
using Warehouse.Usage;

namespace Warehouse.Cli;

public sealed class JobVerbsTests(ClusterFixture cluster)
{
    private readonly OperatorCli _cli = new(cluster.Deployment);

    [Fact]
    public async Task Jobs_are_listed_whatever_their_status_newest_first_and_in_pages()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var project = organization.ProjectId.ToString(CultureInfo.InvariantCulture);
        var team = cluster.Grains.Team(organization.ProjectId);
        var now = DateTimeOffset.UtcNow;
        var jobs = new List<Guid>();
        for (var age = 0; age < 3; age++)
        {
            var job = TestJobs.Import(Guid.NewGuid()) with { Name = $"table {age}", CreatedAt = now - TimeSpan.FromSeconds(age) };
            await team.StartJobAsync(job);
            await team.ReportProgressAsync(job.Id, 1234 + age);
            jobs.Add(job.Id);
        }

        await team.FailJobAsync(jobs[1], null, "no such table\nat line 3");
        var listed = await _cli.JsonAsync("job", "list", project, "--limit", "2");
        Assert.Equal(jobs[..2], listed.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("id").GetGuid()));
        Assert.Equal(
            ["running", "failed"], listed.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("status").GetString()));
        var next = listed.GetProperty("next_after").GetString()!;
        listed = await _cli.JsonAsync("job", "list", project, "--after", next);
        Assert.Equal([jobs[2]], listed.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("id").GetGuid()));
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("next_after").ValueKind);

        var human = (await _cli.RunAsync("job", "list", project)).Output.TrimEnd('\n').Split('\n');
        Assert.Equal(4, human.Length);
        Assert.Contains("1,235", human[2], StringComparison.Ordinal);
        Assert.EndsWith("no such table", human[2].TrimEnd(), StringComparison.Ordinal);
        Assert.Equal("There is no project 9223372036854775807.", await _cli.RefusalAsync("job", "list", "9223372036854775807"));
    }

    [Fact]
    public async Task Usage_shows_what_total_rows_stats_does()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var project = organization.ProjectId.ToString(CultureInfo.InvariantCulture);
        var team = cluster.Grains.Team(organization.ProjectId);
        var source = Guid.NewGuid();
        await team.RegisterSourceAsync(new SourceRegistration { Id = source, Type = "Stripe" });
        var job = TestJobs.Import(source);
        await team.StartJobAsync(job);
        await team.CompleteJobAsync(job.Id, 1500);
        var shown = await _cli.JsonAsync("usage", "show", project);
        Assert.Equal(organization.ProjectId, shown.GetProperty("project_id").GetInt64());
        using var response = await organization.SendAsync(HttpMethod.Get, "total_rows_stats");
        var api = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(
            api.EnumerateObject().Select(member => (member.Name, member.Value.GetRawText())),
            shown.EnumerateObject().Skip(1).Select(member => (member.Name, member.Value.GetRawText())));

        await team.RemoveSourceAsync(source);
        var human = (await _cli.RunAsync("usage", "show", project)).Output;
        Assert.Contains("(removed sources)  1,500", human, StringComparison.Ordinal);
        Assert.Equal("There is no project 9223372036854775807.", await _cli.RefusalAsync("usage", "show", "9223372036854775807"));
    }
}
