using System.Net.Http.Json;
using Warehouse.Access;
using Warehouse.Local;

namespace Warehouse.Http;

public sealed class AccessTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Without_a_key_it_is_401()
    {
        var answer = await cluster.Http.GetAsync(
            "/api/projects/1/data_warehouse/total_rows_stats", TestContext.Current.CancellationToken).ReadAsync();
        answer.IsEnvelope(401, "authentication_error", "not_authenticated", "Authentication credentials were not provided.");
    }

    [Fact]
    public async Task An_unknown_key_is_401()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        (await organization.GetAsync("total_rows_stats", ApiKey.Generate()))
            .IsEnvelope(
                401, "authentication_error", "authentication_failed", "Personal API key found in request Authorization header is invalid.");
    }

    [Fact]
    public async Task A_revoked_key_is_401_at_once()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        Assert.Equal(200, (await organization.GetAsync("total_rows_stats")).Status);
        await cluster.Grains.ApiKey(ApiKey.Hash(organization.Key)).RevokeAsync();
        Assert.Equal(401, (await organization.GetAsync("total_rows_stats")).Status);
    }

    [Fact]
    public async Task An_expired_key_is_401()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var expired = await organization.AddKeyAsync(key => key with { ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(-1) });
        var good = await organization.AddKeyAsync(key => key with { ExpiresAt = DateTimeOffset.UtcNow.AddHours(1) });
        Assert.Equal(401, (await organization.GetAsync("total_rows_stats", expired)).Status);
        Assert.Equal(200, (await organization.GetAsync("total_rows_stats", good)).Status);
    }

    [Fact]
    public async Task A_key_may_stand_in_the_body_or_the_query_string()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var path = $"{organization.Path}/provision";
        using var body = JsonContent.Create(new { personal_api_key = organization.Key });
        using var form = new FormUrlEncodedContent([new("personal_api_key", organization.Key)]);
        Assert.Equal(400, (await cluster.Http.PostAsync(path, body, TestContext.Current.CancellationToken).ReadAsync()).Status);
        Assert.Equal(400, (await cluster.Http.PostAsync(path, form, TestContext.Current.CancellationToken).ReadAsync()).Status);
        var query = await cluster.Http.GetAsync(
            $"{organization.Path}/total_rows_stats?personal_api_key={organization.Key}", TestContext.Current.CancellationToken).ReadAsync();
        Assert.Equal(200, query.Status);

        using var wrong = JsonContent.Create(new { personal_api_key = ApiKey.Generate() });
        (await cluster.Http.PostAsync($"{path}?personal_api_key={organization.Key}", wrong, TestContext.Current.CancellationToken).ReadAsync())
            .IsEnvelope(401, "authentication_error", "authentication_failed", "Personal API key found in request body is invalid.");
        (await cluster.Http.PostAsync($"{path}?personal_api_key={ApiKey.Generate()}", null, TestContext.Current.CancellationToken).ReadAsync())
            .IsEnvelope(401, "authentication_error", "authentication_failed", "Personal API key found in request query string is invalid.");
        Assert.DoesNotContain(organization.Key, cluster.Test.ReadLogs(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_without_the_scope_gets_403()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var none = await organization.AddKeyAsync(key => key with { Scopes = [] });
        var read = await organization.AddKeyAsync(key => key with { Scopes = ["query:read", "warehouse_view:read"] });
        (await organization.GetAsync("property_values", none)).IsEnvelope(
            403, "authentication_error", "permission_denied", "API key missing required scope 'query:read'");
        (await organization.PostAsync("provision", null, read)).IsEnvelope(
            403, "authentication_error", "permission_denied", "API key missing required scope 'warehouse_view:write'");
        (await organization.PostAsync("reset-password", null, read)).IsEnvelope(
            403, "authentication_error", "permission_denied", "API key missing required scope 'warehouse_view:write'");
        Assert.Equal(200, (await organization.GetAsync("running_activity", none)).Status);
        Assert.Equal(200, (await organization.GetAsync("total_rows_stats", none)).Status);
    }

    [Fact]
    public async Task Write_covers_read()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var write = await organization.AddKeyAsync(key => key with { Scopes = ["query:write", "warehouse_view:write"] });
        (await organization.GetAsync("property_values", write)).IsEnvelope(
            400, "validation_error", "invalid_input", "You must provide a key");
        (await organization.PostAsync("provision", null, write)).IsError(400, "database_name_required", "database_name is required");
    }

    [Fact]
    public async Task A_key_limited_to_other_projects_gets_403()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var other = await organization.AddProjectAsync();
        var limited = await organization.AddKeyAsync(key => key with { Projects = [other] });
        (await organization.GetAsync("total_rows_stats", limited)).IsEnvelope(
            403,
            "authentication_error",
            "permission_denied",
            $"API key does not have access to the requested project: ID {organization.ProjectId}.");
        Assert.Equal(200, (await organization.GetAsync($"/api/projects/{other}/data_warehouse/total_rows_stats", limited)).Status);
    }

    [Fact]
    public async Task A_project_of_another_organization_is_403()
    {
        var mine = await TestOrganization.CreateAsync(cluster.Test);
        var theirs = await TestOrganization.CreateAsync(cluster.Test);
        (await mine.GetAsync($"{theirs.Path}/total_rows_stats"))
            .IsEnvelope(403, "authentication_error", "permission_denied", "You don't have access to the project.");
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("first")]
    [InlineData("@other")]
    public async Task An_unknown_project_is_404_and_the_scope_comes_first(string project)
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        (await organization.GetAsync($"/api/projects/{project}/data_warehouse/total_rows_stats"))
            .IsEnvelope(404, "invalid_request", "not_found", "Project not found.");
        var none = await organization.AddKeyAsync(key => key with { Scopes = [] });
        Assert.Equal(403, (await organization.PostAsync($"/api/projects/{project}/data_warehouse/provision", null, none)).Status);
    }

    [Fact]
    public async Task A_limited_key_learns_that_a_project_does_not_exist()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var limited = await organization.AddKeyAsync(key => key with { Projects = [organization.ProjectId] });
        (await organization.GetAsync("/api/projects/9223372036854775807/data_warehouse/total_rows_stats", limited))
            .IsEnvelope(404, "invalid_request", "not_found", "Project not found.");
    }

    [Fact]
    public async Task Current_is_the_keys_default_project()
    {
        const string Current = "/api/projects/@current/data_warehouse/total_rows_stats";
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        (await organization.GetAsync(Current)).IsEnvelope(404, "invalid_request", "not_found", "Project not found.");
        var key = await organization.AddKeyAsync(registration => registration with { DefaultProject = organization.ProjectId });
        Assert.Equal(200, (await organization.GetAsync(Current, key)).Status);
    }

    [Fact]
    public async Task Over_the_limit_it_is_429_and_refusals_do_not_count()
    {
        var (gateway, url, _) = await cluster.Test.AddGatewayAsync(new Dictionary<string, string>
        {
            ["RateLimits__RequestsPerMinute"] = "2",
            ["RateLimits__RequestsPerHour"] = "0",
        });
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var none = await organization.AddKeyAsync(key => key with { Scopes = [] });
        var allowed = $"{url}{organization.Path}/total_rows_stats?personal_api_key={none}";
        var refused = $"{url}{organization.Path}/property_values?personal_api_key={none}";
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(403, (await cluster.Http.GetAsync(refused, TestContext.Current.CancellationToken).ReadAsync()).Status);
        }

        Assert.Equal(200, (await cluster.Http.GetAsync(allowed, TestContext.Current.CancellationToken).ReadAsync()).Status);
        Assert.Equal(200, (await cluster.Http.GetAsync(allowed, TestContext.Current.CancellationToken).ReadAsync()).Status);
        var answer = await cluster.Http.GetAsync(allowed, TestContext.Current.CancellationToken).ReadAsync();
        var seconds = answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds;
        answer.IsEnvelope(429, "throttled_error", "throttled", $"Request was throttled. Expected available in {seconds} seconds.");
        Assert.InRange(seconds, 1, 60);
        await gateway.StopAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, gateway.ExitCode);
    }

    [Fact]
    public async Task A_key_limited_to_projects_may_not_change_the_organizations_warehouse_unless_it_was_made_so()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var limited = await organization.AddKeyAsync(key => key with { Projects = [organization.ProjectId] });
        var allowed = await organization.AddKeyAsync(key => key with { Projects = [organization.ProjectId], OrganizationWrites = true });
        foreach (var action in (string[])["provision", "deprovision", "reset-password"])
        {
            (await organization.PostAsync(action, null, limited)).IsError(
                403,
                "organization_writes_required",
                "API key is limited to projects and may not change the warehouse, which belongs to the whole organization");
        }

        (await organization.PostAsync("provision", null, allowed)).IsError(400, "database_name_required", "database_name is required");
        (await organization.PostAsync("deprovision", null, allowed)).IsError(404, "warehouse_not_found", "warehouse not found");
        (await organization.PostAsync("reset-password", null, allowed)).IsError(404, "warehouse_not_found", "warehouse not found");

        // What is the project's own stays the key's.
        (await organization.PostAsync("enable-backfill", null, limited)).IsError(400, "table_name_required", "table_name is required");
        Assert.Equal(200, (await organization.GetAsync("total_rows_stats", limited)).Status);
    }

    [Fact]
    public async Task A_limited_key_from_before_there_was_the_choice_keeps_what_it_could()
    {
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var key = ApiKey.Generate();

        // As a silo of 0.1.0 writes it.
        await cluster.Deployment.Postgres.ExecuteAsync(
            $"""
            INSERT INTO registry.api_key (id, hash, organization_id, role, label, scopes, projects, created_at)
            VALUES (gen_random_uuid(), '{ApiKey.Hash(key)}', '{organization.Id}', 1, 'old', ARRAY['*'], ARRAY[{organization.ProjectId}], now())
            """,
            LocalDeployment.SystemDatabaseName);
        (await organization.PostAsync("deprovision", null, key)).IsError(404, "warehouse_not_found", "warehouse not found");
    }
}
