using Warehouse.Access;
using Warehouse.Audit;
using Warehouse.Settings;
using Warehouse.Usage;

namespace Warehouse.Http;

public sealed class AddressLimitTests
{
    private const string Good = "/api/projects/5/data_warehouse/total_rows_stats";
    private const string NoProject = "/api/projects/6/data_warehouse/total_rows_stats";
    private const string One = "127.0.0.2";
    private const string Other = "127.0.0.3";

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Refused_too_often_an_address_gets_429_and_its_neighbour_does_not(int status)
    {
        await using var gateway = await StartAsync();
        var granted = gateway.Cluster.Authorize;
        gateway.Cluster.Authorize = _ => new AccessDecision
        {
            Verdict = status switch
            {
                401 => AccessVerdict.InvalidKey,
                403 => AccessVerdict.OtherOrganization,
                _ => AccessVerdict.NoDefaultProject,
            },
        };
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(status, (await gateway.GetFromAsync(One, Good)).Status);
        }

        var answer = await gateway.GetFromAsync(One, Good);
        var seconds = (int)answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds;
        Assert.InRange(seconds, 1, 20);
        answer.IsEnvelope(429, "throttled_error", "throttled", $"Request was throttled. Expected available in {seconds} seconds.");
        Assert.Equal(status, (await gateway.GetFromAsync(Other, Good)).Status);
        gateway.Cluster.Authorize = granted;
        Assert.Equal(200, (await gateway.GetFromAsync(Other, Good)).Status);
    }

    [Fact]
    public async Task A_key_and_a_project_in_use_go_on_at_an_address_that_others_have_used_up()
    {
        await using var gateway = await StartAsync();
        await UseUpAsync(gateway, One);
        gateway.Cluster.AccessRequests.Clear();
        Assert.Equal(200, (await gateway.GetFromAsync(One, Good)).Status);
        Assert.True(gateway.Cluster.AccessRequests.Single().OnlyFromMemory);
        gateway.Cluster.Authorize = _ => new AccessDecision { Verdict = AccessVerdict.NotInMemory };
        Assert.Equal(429, (await gateway.GetFromAsync(One, Good)).Status);
    }

    [Fact]
    public async Task Requests_without_a_key_or_with_a_mistyped_one_count_too()
    {
        await using var gateway = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(401, (await gateway.GetFromAsync(One, Good, "phx_mistyped")).Status);
        }

        Assert.Equal(429, (await gateway.GetFromAsync(One, Good, "phx_mistyped")).Status);
        Assert.Equal(429, (await gateway.GetFromAsync(One, NoProject)).Status);
    }

    [Fact]
    public async Task Zero_is_no_limit()
    {
        await using var gateway = await StartAsync(perMinute: 0);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(404, (await gateway.GetFromAsync(One, NoProject)).Status);
        }
    }

    [Fact]
    public async Task Without_a_known_proxy_nobody_is_believed()
    {
        await using var gateway = await StartAsync();
        await UseUpAsync(gateway, One);
        Assert.Equal(429, (await gateway.GetFromAsync(One, NoProject, forwardedFor: "203.0.113.1")).Status);

        // Nor can it be used up for somebody else.
        Assert.Equal(404, (await gateway.GetFromAsync(Other, NoProject, forwardedFor: One)).Status);
    }

    [Fact]
    public async Task Of_a_known_proxy_the_last_address_that_is_no_proxys_counts()
    {
        await using var gateway = await StartAsync(proxies: "127.0.0.2, 10.0.0.0/8");
        for (var i = 0; i < 3; i++)
        {
            // What stands before it is the client's own invention.
            Assert.Equal(404, (await gateway.GetFromAsync(One, NoProject, forwardedFor: $"198.51.100.{i}, 203.0.113.1, 10.1.2.3")).Status);
        }

        Assert.Equal(429, (await gateway.GetFromAsync(One, NoProject, forwardedFor: "198.51.100.9, 203.0.113.1, 10.1.2.3")).Status);
        Assert.Equal(404, (await gateway.GetFromAsync(One, NoProject, forwardedFor: "203.0.113.2")).Status);
        Assert.Equal(404, (await gateway.GetFromAsync(Other, NoProject, forwardedFor: "203.0.113.1")).Status);
    }

    [Theory]
    [InlineData("127.0.0.2", "203.0.113.1")]
    [InlineData("", One)]
    [InlineData("127.0.0.3", One)]
    public async Task The_audit_trail_has_the_clients_address_of_known_proxies_only(string proxies, string source)
    {
        await using var gateway = await StartAsync(proxies: proxies);
        string? seen = null;
        gateway.Cluster.Usage = () =>
        {
            seen = AuditCaller.Source;
            return new UsageReport { RowsBySource = new Dictionary<Guid, long>(), MaterializedRows = 0, TrackedRows = 0, PendingRows = 0 };
        };
        Assert.Equal(200, (await gateway.GetFromAsync(One, Good, forwardedFor: "203.0.113.1")).Status);
        Assert.Equal(source, seen);
    }

    [Theory]
    [InlineData("proxy.example.com")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.1 10.0.0.2")]
    public async Task A_proxy_that_is_no_address_is_an_error_of_the_settings(string proxies) =>
        await Assert.ThrowsAsync<SettingsException>(() => StartAsync(proxies: proxies));

    private static Task<GatewayHarness> StartAsync(int perMinute = 3, string proxies = "") => GatewayHarness.StartAsync(new()
    {
        ["RateLimits:RefusalsPerMinute"] = $"{perMinute}",
        ["ForwardedHeaders:KnownProxies"] = proxies,
    });

    private static async Task UseUpAsync(GatewayHarness gateway, string address)
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(404, (await gateway.GetFromAsync(address, NoProject)).Status);
        }
    }
}
