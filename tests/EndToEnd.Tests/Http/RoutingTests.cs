namespace Warehouse.Http;

public sealed class RoutingTests(ClusterFixture cluster)
{
    [Fact]
    public async Task The_alias_and_the_trailing_slash_are_the_same_endpoint()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        foreach (var prefix in (string[])["projects", "environments"])
        {
            foreach (var slash in (string[])["", "/"])
            {
                Assert.Equal(
                    200,
                    (await organization.GetAsync($"/api/{prefix}/{organization.ProjectId}/data_warehouse/running_activity{slash}")).Status);
            }
        }
    }

    [Fact]
    public async Task Unknown_paths_and_wrong_methods_are_enveloped_before_authentication()
    {
        (await cluster.Http.GetAsync("/api/projects/1/data_warehouse/nothing", TestContext.Current.CancellationToken).ReadAsync())
            .IsEnvelope(404, "invalid_request", "not_found", "Endpoint not found.");
        var answer = await cluster.Http.PutAsync(
            "/api/projects/1/data_warehouse/provision", null, TestContext.Current.CancellationToken).ReadAsync();
        answer.IsEnvelope(405, "invalid_request", "method_not_allowed", "Method \"PUT\" not allowed.");
        Assert.Equal(["POST"], answer.Allow);
    }
}
