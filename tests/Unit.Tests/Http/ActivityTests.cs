using Warehouse.Activities;

namespace Warehouse.Http;

public sealed class ActivityTests : IAsyncLifetime
{
    private const string Huge = "99999999999999999999999999999999999999999999";
    private GatewayHarness _gateway = null!;
    private ActivityQuery? _query;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayHarness.StartAsync();
        _gateway.Cluster.Activity = query =>
        {
            _query = query;
            return new ActivityPage { Results = [], HasMore = false };
        };
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_job_has_every_key_in_the_contracts_form()
    {
        _gateway.Cluster.Activity = _ => new ActivityPage
        {
            HasMore = false,
            Results =
            [
                new Activity
                {
                    Id = new Guid("0197A0DE-0000-7000-8000-00000000000B"),
                    Status = "Running",
                    Rows = 0,
                    CreatedAt = DateTimeOffset.UnixEpoch,
                },
                new Activity
                {
                    Id = new Guid("0197A0DE-0000-7000-8000-00000000000C"),
                    Type = "Stripe",
                    Name = "größe <&>",
                    Status = "Running",
                    Rows = 5_000_000_000,
                    CreatedAt = DateTimeOffset.UnixEpoch,
                    WorkflowRunId = "run-1",
                    Origin = "schedule",
                },
            ],
        };
        (await _gateway.GetAsync("running_activity")).Is(
            200,
            """
            {"results":[{"id":"0197a0de-0000-7000-8000-00000000000b","type":null,"name":null,"status":"Running","rows":0,
            "created_at":"1970-01-01T00:00:00Z","finished_at":null,"latest_error":null,"workflow_run_id":null,"origin":null},
            {"id":"0197a0de-0000-7000-8000-00000000000c","type":"Stripe","name":"größe <&>","status":"Running","rows":5000000000,
            "created_at":"1970-01-01T00:00:00Z","finished_at":null,"latest_error":null,"workflow_run_id":"run-1","origin":"schedule"}],
            "next":null,"previous":null}
            """.ReplaceLineEndings(""));
    }

    [Theory]
    [InlineData("", 20, 0, 30)]
    [InlineData("?limit=0", 1, 0, 30)]
    [InlineData("?limit=-5", 1, 0, 30)]
    [InlineData("?limit=51", 50, 0, 30)]
    [InlineData("?limit=%2B7", 7, 0, 30)]
    [InlineData("?limit=%2007%20", 7, 0, 30)]
    [InlineData("?limit=1_0", 10, 0, 30)]
    [InlineData("?limit=3&limit=4", 4, 0, 30)]
    [InlineData("?offset=-1", 20, 0, 30)]
    [InlineData("?offset=40&cutoff_days=7", 20, 40, 7)]
    [InlineData("?cutoff_days=0", 20, 0, 0)]
    [InlineData("?cutoff_days=-3", 20, 0, -3)]
    [InlineData("?limit=" + Huge, 50, 0, 30)]
    [InlineData("?offset=" + Huge, 20, 1_000_000_000, 30)]
    [InlineData("?offset=-" + Huge, 20, 0, 30)]
    [InlineData("?cutoff_days=" + Huge, 20, 0, 700_000)]
    [InlineData("?cutoff_days=-" + Huge, 20, 0, -700_000)]
    public async Task Parameters_are_brought_into_bounds(string query, int limit, long offset, double cutoffDays)
    {
        Assert.Equal(200, (await _gateway.GetAsync("running_activity" + query)).Status);
        Assert.Equal(new ActivityQuery { Limit = limit, Offset = offset, CutoffDays = cutoffDays }, _query);
    }

    [Theory]
    [InlineData("limit", "x")]
    [InlineData("limit", "")]
    [InlineData("limit", "1.0")]
    [InlineData("limit", "1e3")]
    [InlineData("offset", "0x10")]
    [InlineData("offset", "1__0")]
    [InlineData("offset", "_1")]
    [InlineData("offset", "-")]
    [InlineData("cutoff_days", "NaN")]
    [InlineData("cutoff_days", "%00")]
    [InlineData("cutoff_days", "null")]
    public async Task What_is_no_integer_is_400(string name, string value) => (await _gateway.GetAsync($"running_activity?{name}={value}"))
        .IsError(400, "invalid_parameter", "Invalid limit, offset, or cutoff_days parameter");

    [Theory]
    [InlineData("", false, null, null)]
    [InlineData("", true, "?limit=20&offset=20&cutoff_days=30", null)]
    [InlineData("?limit=500&offset=60&cutoff_days=007", true, "?limit=50&offset=110&cutoff_days=7", "?limit=50&offset=10&cutoff_days=7")]
    [InlineData("?limit=10&offset=4", false, null, "?limit=10&offset=0&cutoff_days=30")]
    [InlineData("?offset=-4", true, "?limit=20&offset=20&cutoff_days=30", null)]
    [InlineData("?offset=" + Huge, false, null, "?limit=20&offset=99999999999999999999999999999999999999999979&cutoff_days=30")]
    public async Task Pages_are_linked(string query, bool hasMore, string? next, string? previous)
    {
        _gateway.Cluster.Activity = _ => new ActivityPage { Results = [], HasMore = hasMore };
        var answer = await _gateway.GetAsync("running_activity" + query);
        Assert.Equal($$"""{"results":[],"next":{{Quote(next)}},"previous":{{Quote(previous)}}}""", answer.Text);
    }

    private static string Quote(string? text) => text is null ? "null" : $"\"{text}\"";
}
