using Warehouse.Access;
using Warehouse.Local;

namespace Warehouse.Http;

public sealed class OutageTests
{
    [Fact]
    public async Task A_gateway_answers_before_its_cluster_is_there_and_after_it_has_gone()
    {
        await using var test = await TestDeployment.PrepareAsync();
        await using var gateway = test.Deployment.StartGateway();
        await LocalDeployment.WaitUntilReadyAsync(
            gateway, test.Deployment.OperationsUrl + "/healthz", TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await RefusesAsync(test);

        // The system database is empty at first: the gateway must get over that too.
        var silo = await test.StartSiloAsync();
        await LocalDeployment.WaitUntilReadyAsync(
            gateway, test.Deployment.OperationsUrl + "/readyz", TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await test.ConnectAsync();
        var organization = await TestOrganization.CreateAsync(test);
        Assert.Equal(200, (await organization.GetAsync("total_rows_stats")).Status);

        await silo.KillAsync();
        await WaitUntilNotReadyAsync(test);
        await RefusesAsync(test);

        await test.StartSiloAsync();
        await LocalDeployment.WaitUntilReadyAsync(
            gateway, test.Deployment.OperationsUrl + "/readyz", TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(200, (await organization.GetAsync("total_rows_stats")).Status);
    }

    [Fact]
    public async Task A_gateway_without_a_database_stops_when_told_to()
    {
        await using var test = await TestDeployment.PrepareAsync();
        await using var gateway = test.Deployment.StartGateway(new Dictionary<string, string>
        {
            ["ConnectionStrings__System"] = $"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody;Database=nothing",
        });
        await LocalDeployment.WaitUntilReadyAsync(
            gateway, test.Deployment.OperationsUrl + "/healthz", TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await RefusesAsync(test);
        await gateway.StopAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, gateway.ExitCode);
    }

    private static async Task RefusesAsync(TestDeployment test)
    {
        Assert.Equal(200, (await GetAsync(test, test.Deployment.OperationsUrl + "/healthz")).Status);
        Assert.Equal(503, (await GetAsync(test, test.Deployment.OperationsUrl + "/readyz")).Status);
        var answer = await GetAsync(test, "/api/projects/1/data_warehouse/total_rows_stats?personal_api_key=" + ApiKey.Generate());
        Assert.Equal(503, answer.Status);
        Assert.StartsWith("""{"type":"server_error","code":"unavailable","detail":""", answer.Text, StringComparison.Ordinal);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 5);
        Assert.Equal(401, (await GetAsync(test, "/api/projects/1/data_warehouse/total_rows_stats")).Status);
    }

    private static async Task WaitUntilNotReadyAsync(TestDeployment test)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await GetAsync(test, test.Deployment.OperationsUrl + "/readyz")).Status == 200)
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private static Task<Answer> GetAsync(TestDeployment test, string path) =>
        test.Http.GetAsync(path, TestContext.Current.CancellationToken).ReadAsync();
}
