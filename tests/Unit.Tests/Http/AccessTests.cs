using Warehouse.Access;

namespace Warehouse.Http;

public sealed class AccessTests : IAsyncLifetime
{
    private const string Status = "/api/projects/5/data_warehouse/warehouse_status";
    private GatewayHarness _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHarness.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task No_credentials_are_401()
    {
        var answer = await _gateway.SendRawAsync(HttpMethod.Get, Status);
        answer.IsEnvelope(401, "authentication_error", "not_authenticated", "Authentication credentials were not provided.");
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [InlineData("Bearer phx_mistyped")]
    [InlineData("bearer phx_mistyped")]
    [InlineData("Bearer   phx mistyped ")]
    public async Task A_mistyped_key_is_refused_without_asking_the_cluster(string authorization)
    {
        var answer = await _gateway.SendRawAsync(HttpMethod.Get, Status, authorization: authorization);
        answer.IsEnvelope(401, "authentication_error", "authentication_failed", "Personal API key found in request Authorization header is invalid.");
        Assert.Empty(_gateway.Cluster.AccessRequests);
    }

    [Fact]
    public async Task A_bad_key_in_the_body_is_named_so()
    {
        using var body = new StringContent("""{"personal_api_key": "phx_no"}""", System.Text.Encoding.UTF8, "application/json");
        var answer = await _gateway.SendRawAsync(HttpMethod.Post, "/api/projects/5/data_warehouse/provision?personal_api_key=" + _gateway.Key, body);
        answer.IsEnvelope(401, "authentication_error", "authentication_failed", "Personal API key found in request body is invalid.");
    }

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"\"")]
    public async Task A_key_in_the_body_that_is_no_text_is_a_bad_key(string value)
    {
        using var body = new StringContent($$"""{"personal_api_key": {{value}}}""", System.Text.Encoding.UTF8, "application/json");
        var answer = await _gateway.SendRawAsync(HttpMethod.Post, "/api/projects/5/data_warehouse/provision", body);
        answer.IsEnvelope(401, "authentication_error", "authentication_failed", "Personal API key found in request body is invalid.");
    }

    [Fact]
    public async Task A_bad_key_in_the_query_string_is_named_so()
    {
        var answer = await _gateway.SendRawAsync(HttpMethod.Get, Status + "?personal_api_key=phx_no");
        answer.IsEnvelope(401, "authentication_error", "authentication_failed", "Personal API key found in request query string is invalid.");
    }

    [Fact]
    public async Task A_key_is_taken_from_a_form_a_json_body_or_the_query_string()
    {
        using var form = new FormUrlEncodedContent([new("personal_api_key", _gateway.Key)]);
        using var json = new StringContent($$"""{"personal_api_key": "{{_gateway.Key}}"}""", System.Text.Encoding.UTF8, "application/json");
        using var multipart = new MultipartFormDataContent { { new StringContent(_gateway.Key), "personal_api_key" } };
        foreach (var content in (HttpContent[])[form, json, multipart])
        {
            Assert.Equal(200, (await _gateway.SendRawAsync(HttpMethod.Post, "/api/projects/5/data_warehouse/reset-password", content)).Status);
        }

        Assert.Equal(200, (await _gateway.SendRawAsync(HttpMethod.Post, "/api/projects/5/data_warehouse/reset-password?personal_api_key=" + _gateway.Key)).Status);
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Token phx_no")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    public async Task Another_scheme_is_no_credential_and_the_search_goes_on(string authorization)
    {
        var alone = await _gateway.SendRawAsync(HttpMethod.Get, Status, authorization: authorization);
        Assert.Contains("not_authenticated", alone.Text, StringComparison.Ordinal);
        var withQuery = await _gateway.SendRawAsync(HttpMethod.Get, Status + "?personal_api_key=" + _gateway.Key, authorization: authorization);
        Assert.Equal(404, withQuery.Status);
    }

    [Theory]
    [InlineData("application/json", "{")]
    [InlineData("application/json", "[1]")]
    [InlineData("text/plain", "hello")]
    [InlineData("multipart/form-data", "broken")]
    public async Task A_body_without_a_readable_key_leads_on_to_the_query_string(string contentType, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, contentType);
        var answer = await _gateway.SendRawAsync(HttpMethod.Post, "/api/projects/5/data_warehouse/reset-password?personal_api_key=" + _gateway.Key, content);
        Assert.Equal(200, answer.Status);
        using var again = new StringContent(body, System.Text.Encoding.UTF8, contentType);
        Assert.Equal(401, (await _gateway.SendRawAsync(HttpMethod.Post, "/api/projects/5/data_warehouse/reset-password", again)).Status);
    }

    [Fact]
    public async Task An_unknown_revoked_or_expired_key_is_401()
    {
        _gateway.Cluster.Authorize = _ => new AccessDecision { Verdict = AccessVerdict.InvalidKey };
        var answer = await _gateway.GetAsync("warehouse_status");
        answer.IsEnvelope(401, "authentication_error", "authentication_failed", "Personal API key found in request Authorization header is invalid.");
    }

    [Theory]
    [InlineData("GET", "property_values", "query:read")]
    [InlineData("POST", "provision", "warehouse_view:write")]
    [InlineData("POST", "reset-password", "warehouse_view:write")]
    public async Task A_key_without_the_scope_gets_403(string method, string action, string scope)
    {
        _gateway.Cluster.Authorize = _ => new AccessDecision { Verdict = AccessVerdict.ScopeMissing };
        var answer = await _gateway.SendAsync(new HttpMethod(method), action);
        answer.IsEnvelope(403, "authentication_error", "permission_denied", $"API key missing required scope '{scope}'");
        Assert.Equal(scope, _gateway.Cluster.AccessRequests.Single().RequiredScope);
    }

    [Theory]
    [InlineData("running_activity")]
    [InlineData("total_rows_stats")]
    [InlineData("warehouse_status")]
    public async Task The_others_need_no_scope(string action)
    {
        await _gateway.GetAsync(action);
        Assert.All(_gateway.Cluster.AccessRequests, request => Assert.Null(request.RequiredScope));
    }

    [Fact]
    public async Task A_key_limited_to_other_projects_gets_403()
    {
        _gateway.Cluster.Authorize = _ => new AccessDecision { Verdict = AccessVerdict.ProjectNotListed, ProjectId = 5 };
        var answer = await _gateway.GetAsync("warehouse_status");
        answer.IsEnvelope(403, "authentication_error", "permission_denied", "API key does not have access to the requested project: ID 5.");
    }

    [Fact]
    public async Task A_project_of_another_organization_is_403()
    {
        _gateway.Cluster.Authorize = _ => new AccessDecision { Verdict = AccessVerdict.OtherOrganization, ProjectId = 5 };
        var answer = await _gateway.GetAsync("warehouse_status");
        answer.IsEnvelope(403, "authentication_error", "permission_denied", "You don't have access to the project.");
    }

    [Theory]
    [InlineData("6")]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("+5")]
    [InlineData("5.0")]
    [InlineData("@other")]
    [InlineData("99999999999999999999999999")]
    [InlineData("%D9%A5")]
    [InlineData("%20")]
    public async Task What_is_no_known_project_is_404_after_authentication(string project)
    {
        var path = $"/api/projects/{project}/data_warehouse/warehouse_status";
        Assert.Equal(401, (await _gateway.SendRawAsync(HttpMethod.Get, path)).Status);
        var answer = await _gateway.SendRawAsync(HttpMethod.Get, path, authorization: "Bearer " + _gateway.Key);
        answer.IsEnvelope(404, "invalid_request", "not_found", "Project not found.");
    }

    [Fact]
    public async Task The_scope_is_checked_before_the_project()
    {
        _gateway.Cluster.Authorize = _ => new AccessDecision { Verdict = AccessVerdict.ScopeMissing };
        var answer = await _gateway.SendRawAsync(HttpMethod.Post, "/api/projects/abc/data_warehouse/provision", authorization: "Bearer " + _gateway.Key);
        Assert.Equal(403, answer.Status);
    }

    [Theory]
    [InlineData("5", 5L, false)]
    [InlineData("@current", null, false)]
    [InlineData("first", null, true)]
    [InlineData("99999999999999999999999999", null, true)]
    public async Task The_keys_grain_is_asked_once_whatever_the_project(string project, long? id, bool namesNone)
    {
        var path = $"/api/projects/{project}/data_warehouse/total_rows_stats";
        await _gateway.SendRawAsync(HttpMethod.Get, path, authorization: "Bearer " + _gateway.Key);
        var request = Assert.Single(_gateway.Cluster.AccessRequests);
        Assert.Equal((id, namesNone), (request.ProjectId, request.NamesNoProject));
    }

    [Fact]
    public async Task Current_without_a_default_project_is_404()
    {
        _gateway.Cluster.Authorize = _ => new AccessDecision { Verdict = AccessVerdict.NoDefaultProject };
        var answer = await _gateway.SendRawAsync(HttpMethod.Get, "/api/projects/@current/data_warehouse/warehouse_status", authorization: "Bearer " + _gateway.Key);
        answer.IsEnvelope(404, "invalid_request", "not_found", "Project not found.");
    }

    [Fact]
    public async Task A_throttled_request_says_when_to_come_back()
    {
        _gateway.Cluster.Authorize = _ => new AccessDecision { Verdict = AccessVerdict.Throttled, RetryAfterSeconds = 17 };
        var answer = await _gateway.GetAsync("warehouse_status");
        answer.IsEnvelope(429, "throttled_error", "throttled", "Request was throttled. Expected available in 17 seconds.");
        Assert.Equal(TimeSpan.FromSeconds(17), answer.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task The_limits_are_those_of_the_contract_unless_configured()
    {
        await _gateway.GetAsync("warehouse_status");
        Assert.All(_gateway.Cluster.AccessRequests, request => Assert.Equal((480, 4800), (request.RequestsPerMinute, request.RequestsPerHour)));
        await using var other = await GatewayHarness.StartAsync(new() { ["RateLimits:RequestsPerMinute"] = "0", ["RateLimits:RequestsPerHour"] = "9" });
        await other.GetAsync("warehouse_status");
        Assert.All(other.Cluster.AccessRequests, request => Assert.Equal((0, 9), (request.RequestsPerMinute, request.RequestsPerHour)));
    }

    [Fact]
    public async Task A_key_in_the_query_string_is_never_logged()
    {
        await _gateway.SendRawAsync(HttpMethod.Get, Status + "?personal_api_key=" + _gateway.Key);
        _gateway.Cluster.Status = () => throw new InvalidOperationException("broken");
        await _gateway.SendRawAsync(HttpMethod.Get, Status + "?personal_api_key=" + _gateway.Key);
        Assert.Contains("GET /api/projects/{project_id}/data_warehouse/warehouse_status failed", _gateway.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(_gateway.Key, _gateway.Log.Text, StringComparison.Ordinal);
    }
}
