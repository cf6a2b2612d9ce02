using Warehouse.Access;
using Warehouse.Activities;
using Warehouse.Backfills;
using Warehouse.Failures;
using Warehouse.Jobs;
using Warehouse.Warehouses;

namespace Warehouse.Http;

/// <summary>The calls beyond the six.</summary>
public sealed class LifecycleTests : IAsyncLifetime
{
    private GatewayHarness _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHarness.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_deprovision_is_accepted_and_refused()
    {
        (await _gateway.SendAsync(HttpMethod.Post, "deprovision")).Is(
            202, $$"""{"status":"deprovisioning started","org":"{{FakeCluster.OrganizationId}}"}""");
        _gateway.Cluster.Deprovision = () => DeprovisionOutcome.NotFound;
        (await _gateway.SendAsync(HttpMethod.Post, "deprovision")).IsError(404, "warehouse_not_found", "warehouse not found");
        _gateway.Cluster.Deprovision = () => DeprovisionOutcome.AlreadyDeleting;
        (await _gateway.SendAsync(HttpMethod.Post, "deprovision")).IsError(
            409, "warehouse_deleting", "warehouse is being deleted or is deleted already");
        _gateway.Cluster.Authorize = _ => FakeCluster.Granted(OrganizationRole.Member);
        (await _gateway.SendAsync(HttpMethod.Post, "deprovision")).IsError(
            403, "admin_required", "Only organization admins can deprovision the managed warehouse");
    }

    [Fact]
    public async Task A_deprovision_whose_first_answer_was_lost_is_accepted()
    {
        var tries = 0;
        _gateway.Cluster.Deprovision = () => tries++ == 0 ? throw new TimeoutException("lost") : DeprovisionOutcome.AlreadyDeleting;
        Assert.Equal(202, (await _gateway.SendAsync(HttpMethod.Post, "deprovision")).Status);
        Assert.Equal(2, tries);
    }

    [Theory]
    [InlineData("acme", true, """{"name":"acme","available":true}""")]
    [InlineData("acme", false, """{"name":"acme","available":false,"reason":"database_name is already in use"}""")]
    [InlineData("ab", true, """{"name":"ab","available":false,"reason":"Warehouse name must be 3-63 characters"}""")]
    [InlineData(
        "Acme",
        true,
        """{"name":"Acme","available":false,"reason":"Warehouse name must be a DNS label: lowercase letters, numbers, and hyphens, starting and ending with a letter or number"}""")]
    public async Task A_name_is_free_or_there_is_a_reason(string name, bool available, string text)
    {
        _gateway.Cluster.IsNameAvailable = _ => available;
        (await _gateway.GetAsync($"check-database-name?name={name}")).Is(200, text);
    }

    [Fact]
    public async Task A_name_must_be_asked_for() =>
        (await _gateway.GetAsync("check-database-name?name=")).IsError(400, "name_required", "name is required");

    [Theory]
    [InlineData(EnableBackfillOutcome.Enabled, 202, """{"status":"backfill enabled","table_name":"web"}""")]
    [InlineData(EnableBackfillOutcome.Unchanged, 202, """{"status":"backfill enabled","table_name":"web"}""")]
    [InlineData(EnableBackfillOutcome.NoWarehouse, 404, """{"error":"warehouse not found","code":"warehouse_not_found"}""")]
    [InlineData(
        EnableBackfillOutcome.SuffixTaken,
        409,
        """{"error":"table_name conflicts with another project of the organization","code":"table_name_in_use"}""")]
    [InlineData(
        EnableBackfillOutcome.SuffixFixed,
        409,
        """{"error":"table_name conflicts with the name this project already has","code":"table_name_fixed"}""")]
    public async Task A_further_projects_backfill_is_enabled_or_refused(EnableBackfillOutcome outcome, int status, string text)
    {
        _gateway.Cluster.EnableBackfill = (project, suffix) =>
        {
            Assert.Equal((FakeCluster.ProjectId, "web"), (project, suffix));
            return outcome;
        };
        (await _gateway.PostJsonAsync("enable-backfill", """{"table_name":"web"}""")).Is(status, text);
    }

    [Theory]
    [InlineData("{}", "table_name_required", "table_name is required")]
    [InlineData("""{"table_name":5}""", "table_name_not_a_string", "table_name must be a string")]
    [InlineData(
        """{"table_name":"A"}""", "table_name_invalid_characters", "Table name must use only lowercase letters, numbers, and underscores")]
    public async Task A_table_name_of_a_further_project_is_checked_as_in_a_provision(string body, string code, string error) =>
        (await _gateway.PostJsonAsync("enable-backfill", body)).IsError(400, code, error);

    [Fact]
    public async Task Jobs_that_are_over_come_in_pages()
    {
        _gateway.Cluster.Activity = query =>
        {
            Assert.Equal((2, 3L, 7d), (query.Limit, query.Offset, query.CutoffDays));
            return new ActivityPage
            {
                HasMore = true,
                Results =
                [
                    new Activity
                    {
                        Id = new Guid("0197A0DE-0000-7000-8000-00000000000B"),
                        Status = "Failed",
                        Rows = 1,
                        CreatedAt = DateTimeOffset.UnixEpoch,
                        FinishedAt = DateTimeOffset.UnixEpoch.AddSeconds(1),
                        LatestError = "x",
                    },
                ],
            };
        };
        (await _gateway.GetAsync("completed_activity?limit=2&offset=3&cutoff_days=7")).Is(
            200,
            """
            {"results":[{"id":"0197a0de-0000-7000-8000-00000000000b","type":null,"name":null,"status":"Failed","rows":1,
            "created_at":"1970-01-01T00:00:00Z","finished_at":"1970-01-01T00:00:01Z","latest_error":"x","workflow_run_id":null,"origin":null}],
            "next":"?limit=2&offset=5&cutoff_days=7","previous":"?limit=2&offset=1&cutoff_days=7"}
            """.ReplaceLineEndings(""));
        (await _gateway.GetAsync("completed_activity?limit=x")).IsError(
            400, "invalid_parameter", "Invalid limit, offset, or cutoff_days parameter");
    }

    [Fact]
    public async Task Jobs_are_counted()
    {
        _gateway.Cluster.JobStats = days => new JobStats
        {
            Days = days,
            Since = DateTimeOffset.UnixEpoch,
            Imports = new JobCounts { Total = 3, Running = 1, Completed = 2, Failed = 1 },
            Materializations = new JobCounts { Total = 2, Running = 1, Completed = 1, Failed = 0 },
            Breakdown = [new JobBucket { Start = DateTimeOffset.UnixEpoch.AddHours(1), Completed = 3, Failed = 1 }],
        };
        const string Counts = """
            "cutoff_time":"1970-01-01T00:00:00Z","total_jobs":5,"successful_jobs":3,"failed_jobs":1,"external_data_jobs":{"total":3,"running":1,"successful":2,"failed":1},"modeling_jobs":{"total":2,"running":1,"successful":1,"failed":0}
            """;
        (await _gateway.GetAsync("job_stats")).Is(
            200, """{"days":7,""" + Counts + ""","breakdown":{"1970-01-01":{"successful":3,"failed":1}}}""");
        (await _gateway.GetAsync("job_stats?days=1")).Is(
            200, """{"days":1,""" + Counts + ""","breakdown":{"1970-01-01T01:00:00+00:00":{"successful":3,"failed":1}}}""");
        (await _gateway.GetAsync("job_stats?days=2")).IsError(400, "invalid_parameter", "Invalid days parameter. Must be 1, 7, or 30.");
        (await _gateway.GetAsync("job_stats?days=x")).IsError(400, "invalid_parameter", "Invalid days parameter");
    }

    [Theory]
    [InlineData("POST", "deprovision", "warehouse_view:write")]
    [InlineData("POST", "enable-backfill", "warehouse_view:write")]
    [InlineData("GET", "check-database-name", "warehouse_view:read")]
    [InlineData("GET", "completed_activity", null)]
    [InlineData("GET", "job_stats", null)]
    public async Task Each_asks_for_its_scope(string method, string action, string? scope)
    {
        await _gateway.SendAsync(new HttpMethod(method), action);
        Assert.Equal(scope, _gateway.Cluster.AccessRequests[^1].RequiredScope);
    }
}
