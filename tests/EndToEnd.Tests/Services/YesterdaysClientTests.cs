using Warehouse.Local;

namespace Warehouse.Services;

/// <summary>Yesterday's client, a process compiled against a frozen package, and today's silo.</summary>
public sealed class YesterdaysClientTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Its_calls_work_as_they_did()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var output = await LocalProcess.RunAsync("env",
        [
            $"WAREHOUSE_CONFIG={cluster.Deployment.GatewaySettings}", $"Project={organization.ProjectId}",
            "dotnet", TestService.Assembly(TestService.YesterdaysClient), "jobs",
        ]);
        var expected = """
            {"Project":"first","Source":"Done","Table":"Done","Start":"Done","StartAgain":"Unchanged","Progress":"Done",
            "Batch":["Done","UnknownJob"],
            "Running":["Stripe charges 20"],"Complete":"Done","Fail":"AlreadyFinished","Rows":30,"Status":["Completed 30"],"Warehouse":null}
            """;
        Assert.Equal(expected.ReplaceLineEndings(""), output.Trim());
    }

    [Fact]
    public async Task What_it_writes_is_read_today_and_what_is_written_today_it_reads()
    {
        var folder = Directory.CreateTempSubdirectory("warehouse-test-").FullName;
        try
        {
            await PayloadExchange.RunAsync(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
