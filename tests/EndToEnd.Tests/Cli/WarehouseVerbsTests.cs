using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Warehouse.Warehouses;

namespace Warehouse.Cli;

public sealed class WarehouseVerbsTests(ClusterFixture cluster)
{
    private readonly OperatorCli _cli = new(cluster.Deployment);

    [Fact]
    public async Task Watch_ends_when_the_warehouse_is_ready_and_status_shows_it_all()
    {
        var (organization, warehouse) = await ProvisionAsync();
        var name = warehouse.Name;
        var watched = await _cli.RunAsync("warehouse", "watch", organization.Id.ToString());
        Assert.True(watched.ExitCode == 0, watched.Error);
        var lines = watched.Output.TrimEnd('\n').Split('\n');
        Assert.Contains(
            "Z  ready         s3=ready metadata_store=ready identity=ready secrets=ready attempts=1  Infrastructure ready",
            lines[^1],
            StringComparison.Ordinal);
        Assert.Equal(lines.Length, lines.Distinct().Count());

        var shown = await _cli.JsonAsync("warehouse", "status", organization.Id.ToString());
        Assert.Equal(
            [
                "org_id", "state", "status_message", "s3_state", "metadata_store_state", "identity_state", "secrets_state", "ready_at",
                "failed_at",
                "connection", "has_backfill", "table_suffix", "table_suffixes", "database_name", "bucket", "server", "attempts",
                "next_attempt_at", "steps",
            ],
            shown.EnumerateObject().Select(member => member.Name));
        Assert.Equal(organization.Id.ToString(), shown.GetProperty("org_id").GetString());
        Assert.Equal(("ready", "main"), (shown.GetProperty("state").GetString(), shown.GetProperty("table_suffix").GetString()));
        Assert.Equal($$"""{"{{organization.ProjectId}}":"main"}""", shown.GetProperty("table_suffixes").GetRawText());
        var login = shown.GetProperty("connection");
        Assert.Equal((name, name), (login.GetProperty("database").GetString(), login.GetProperty("username").GetString()));
        Assert.NotEmpty(shown.GetProperty("bucket").GetString()!);
        Assert.Equal("local", shown.GetProperty("server").GetString());
        Assert.All(shown.GetProperty("steps").EnumerateArray(), step =>
        {
            Assert.Equal(["step", "started_at", "finished_at", "failure"], step.EnumerateObject().Select(member => member.Name));
            Assert.True(step.GetProperty("started_at").GetDateTimeOffset() <= step.GetProperty("finished_at").GetDateTimeOffset());
        });
        Assert.NotEmpty(shown.GetProperty("steps").EnumerateArray());

        using var answer = await organization.SendAsync(HttpMethod.Get, "warehouse_status");
        var endpoint = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.All(
            endpoint.EnumerateObject(), member => Assert.Equal(member.Value.GetRawText(), shown.GetProperty(member.Name).GetRawText()));

        var human = await _cli.RunAsync("warehouse", "status", organization.Id.ToString());
        Assert.Contains(
            $"psql -h {login.GetProperty("host").GetString()} -p {login.GetProperty("port").GetInt32()} -U {name} -d {name}",
            human.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_with_json_prints_an_object_for_each_change()
    {
        var (organization, _) = await ProvisionAsync();
        var watched = await _cli.RunAsync("warehouse", "watch", organization.Id.ToString(), "--json");
        Assert.True(watched.ExitCode == 0, watched.Error);
        var states = watched.Output.TrimEnd('\n').Split('\n').Select(
            line => JsonDocument.Parse(line).RootElement.GetProperty("state").GetString()).ToList();
        Assert.Equal("ready", states[^1]);
        Assert.All(states[..^1], state => Assert.Contains(state, new[] { "pending", "provisioning" }));
    }

    [Fact]
    public async Task On_a_terminal_watch_draws_a_picture_in_place()
    {
        var (organization, warehouse) = await ProvisionAsync();
        var drawn = await OperatorCli.RunAsync(_cli.StartOnTerminal("warehouse", "watch", organization.Id.ToString()));
        Assert.True(drawn.ExitCode == 0, drawn.Output);
        Assert.Contains("\u001b[", drawn.Output, StringComparison.Ordinal);
        Assert.Contains("✓ ready", drawn.Output, StringComparison.Ordinal);
        Assert.Contains($"-d {warehouse.Name}", drawn.Output, StringComparison.Ordinal);
        Assert.EndsWith("\u001b[?25h", drawn.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heal_goes_through_the_steps_again()
    {
        var warehouse = await ReadyAsync();
        var before = await LastStepAsync(warehouse);
        var healed = await _cli.JsonAsync("warehouse", "heal", warehouse.OrganizationId.ToString());
        Assert.Equal($$"""{"organization_id":"{{warehouse.OrganizationId}}","healing":true}""", healed.GetRawText());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await LastStepAsync(warehouse) == before)
        {
            await Task.Delay(50, limit.Token);
        }
    }

    [Fact]
    public async Task Deprovision_waits_until_it_is_deleted_and_again_is_no_error()
    {
        var warehouse = await ReadyAsync();
        var id = warehouse.OrganizationId.ToString();
        var expected = $$"""{"organization_id":"{{id}}","state":"deleted"}""";
        Assert.Equal(expected, (await _cli.JsonAsync("warehouse", "deprovision", id, "--yes", "--wait")).GetRawText());
        Assert.Equal(expected, (await _cli.JsonAsync("warehouse", "deprovision", id, "--yes")).GetRawText());
        Assert.Equal("deleted", (await _cli.JsonAsync("warehouse", "watch", id)).GetProperty("state").GetString());
        Assert.Equal(
            "The warehouse is deleted: only a ready or failed one can be healed.", await _cli.RefusalAsync("warehouse", "heal", id));
    }

    [Fact]
    public async Task Without_a_terminal_deprovision_needs_yes()
    {
        var warehouse = await ReadyAsync();
        Assert.Equal(
            "Deleting a warehouse cannot be undone: without a terminal to ask on, it needs --yes.",
            await _cli.RefusalAsync("warehouse", "deprovision", warehouse.OrganizationId.ToString()));
        Assert.Equal(WarehouseState.Ready, (await warehouse.Grain.GetStatusAsync())!.State);
    }

    [Fact]
    public async Task On_a_terminal_deprovision_wants_the_name_typed()
    {
        var warehouse = await ReadyAsync();
        var wrong = await AnswerAsync(warehouse, "yes");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("nothing was deleted", wrong.Output, StringComparison.Ordinal);
        Assert.Equal(WarehouseState.Ready, (await warehouse.Grain.GetStatusAsync())!.State);

        var right = await AnswerAsync(warehouse, warehouse.Name);
        Assert.True(right.ExitCode == 0, right.Output);
        await warehouse.UntilAsync(WarehouseState.Deleted);
    }

    [Fact]
    public async Task Without_a_warehouse_every_verb_says_so()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var unknown = Guid.NewGuid();
        foreach (var verb in (string[][])[["status"], ["watch"], ["heal"], ["deprovision", "--yes"]])
        {
            Assert.Equal(
                $"Organization {organization.Id} has no warehouse.",
                await _cli.RefusalAsync(["warehouse", .. verb, organization.Id.ToString(), "--json"]));
        }

        Assert.Equal($"There is no organization {unknown}.", await _cli.RefusalAsync("warehouse", "status", unknown.ToString()));
    }

    private async Task<(TestOrganization Organization, TestWarehouse Warehouse)> ProvisionAsync()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var warehouse = new TestWarehouse(cluster.Test, organization.Id);
        Assert.Equal(ProvisionOutcome.Accepted, (await warehouse.ProvisionAsync(projectId: organization.ProjectId)).Outcome);
        return (organization, warehouse);
    }

    private async Task<TestWarehouse> ReadyAsync() =>
        await TestWarehouse.ReadyAsync(cluster.Test, (await TestOrganization.CreateAsync(cluster.Test)).Id);

    private static async Task<DateTimeOffset> LastStepAsync(TestWarehouse warehouse) =>
        (await warehouse.Grain.GetReportAsync())!.Steps[^1].FinishedAt;

    /// <summary>Runs <c>deprovision</c> on a terminal and types once it has asked.</summary>
    private async Task<CliResult> AnswerAsync(TestWarehouse warehouse, string answer)
    {
        using var process = _cli.StartOnTerminal("warehouse", "deprovision", warehouse.OrganizationId.ToString());
        await ReadUntilAsync(process, $"Type {warehouse.Name} to go on: ");
        await process.StandardInput.WriteLineAsync(answer);
        await process.StandardInput.FlushAsync();
        return await OperatorCli.FinishAsync(process);
    }

    private static async Task ReadUntilAsync(Process process, string question)
    {
        var seen = new StringBuilder();
        var buffer = new char[1];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!seen.ToString().EndsWith(question, StringComparison.Ordinal))
        {
            Assert.True(await process.StandardOutput.ReadAsync(buffer, limit.Token) == 1, $"It ended without asking: {seen}");
            seen.Append(buffer[0]);
        }
    }
}
