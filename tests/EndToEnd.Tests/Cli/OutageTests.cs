using System.Diagnostics;
using Warehouse.Credentials;
using Warehouse.Warehouses;

namespace Warehouse.Cli;

public sealed class OutageTests
{
    [Fact]
    public async Task A_cluster_out_of_reach_is_a_plain_sentence_and_no_endless_wait()
    {
        await using var test = await TestDeployment.PrepareAsync();
        var cli = new OperatorCli(test.Deployment);
        Assert.Equal(
            "The cluster is out of reach: the system database has no cluster in it yet; start a silo.", await OutOfReachAsync(cli));
        var silo = await test.StartSiloAsync();
        await cli.JsonAsync("org", "list");
        await silo.KillAsync();
        Assert.Equal("The cluster is out of reach: no silo answers.", await OutOfReachAsync(cli));

        await test.Deployment.Postgres.StopAsync("immediate");
        Assert.Equal("The cluster is out of reach: the system database does not answer.", await OutOfReachAsync(cli));
    }

    [Fact]
    public async Task Watch_shows_a_failure_outlives_an_outage_and_ends_when_the_warehouse_is_ready()
    {
        await using var test = await TestDeployment.PrepareAsync();
        var cli = new OperatorCli(test.Deployment);
        var silo = await test.StartSiloAsync(new Dictionary<string, string>
        {
            ["Warehouse__Servers__0__AdminConnection"] =
                $"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody;Password=nothing;Database=postgres",
        });
        await test.ConnectAsync();
        var organization = await TestOrganization.CreateAsync(test);
        var id = organization.Id.ToString();
        await test.Grains.Warehouse(organization.Id).ProvisionAsync(new ProvisionCommand
        {
            OperationId = Guid.NewGuid(),
            ProjectId = organization.ProjectId,
            DatabaseName = "outage",
            TableSuffix = "main",
            Verifier = LoginPassword.Generate().Verifier,
        });

        var untilFailed = await cli.RunAsync("warehouse", "watch", id, "--until-failed");
        Assert.Equal(1, untilFailed.ExitCode);
        Assert.StartsWith("The warehouse failed: ", untilFailed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', untilFailed.Error.TrimEnd());

        using var watch = cli.Start("warehouse", "watch", id);
        await LineAsync(watch, "failed");
        await silo.KillAsync();
        await LineAsync(watch, WarehouseLine.NoAnswer);
        await test.StartSiloAsync();
        var end = await OperatorCli.FinishAsync(watch);
        Assert.Equal((0, ""), (end.ExitCode, end.Error));
        Assert.EndsWith("Infrastructure ready\n", end.Output, StringComparison.Ordinal);
    }

    // A verb that does not give up is ended, and the test fails.
    private static Task<string> OutOfReachAsync(OperatorCli cli) => cli.RefusalAsync("org", "list", "--json");

    private static async Task LineAsync(Process process, string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The output ended without '{text}'.");
    }
}
