using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Warehouse.Activities;
using Warehouse.Audit;
using Warehouse.Jobs;
using Warehouse.Resilience;

namespace Warehouse.Services;

/// <summary>Today's client and yesterday's silo: what both know works, and what the silo lacks is a clear error.</summary>
public sealed class YesterdaysSiloTests(YesterdaysSiloFixture yesterday) : IClassFixture<YesterdaysSiloFixture>
{
    private static readonly ActivityQuery All = new() { Limit = 50, Offset = 0, CutoffDays = 30 };

    [Fact]
    public async Task Jobs_are_reported_to_it()
    {
        var start = new JobStart
        {
            Id = Guid.CreateVersion7(),
            Kind = JobKind.Import,
            SourceId = Guid.NewGuid(),
            SourceType = "Stripe",
            Name = "charges",
        };
        await using var job = await yesterday.Client.GetRequiredService<JobReporter>().StartAsync(1, start);
        job.Report(70, "one page was empty");
        await Eventually.TrueAsync(async () => await FindAsync(job.Id) is { Rows: 70, LatestError: "one page was empty", Type: "Stripe" });
        Assert.Equal(JobOutcome.Done, await job.CompleteAsync(90));
        Assert.Equal(("Completed", 90), (await FindAsync(job.Id) is { } ended) ? (ended.Status, ended.Rows) : default);
        Assert.Null(job.Refusal);
    }

    [Fact]
    public async Task The_client_is_healthy_while_it_is_connected()
    {
        var report = await yesterday.Client.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Healthy, report.Entries["warehouse"].Status);
    }

    [Fact]
    public async Task A_method_it_lacks_is_an_error_that_no_repetition_hides()
    {
        var tries = 0;
        var calls = yesterday.Client.GetRequiredService<GrainCalls>();
        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await calls.CallAsync(
            grains =>
            {
                tries++;
                return grains.Team(1).GetJobStatsAsync(7);
            },
            CancellationToken.None));
        Assert.False(Outage.Is(failure), $"{failure}");
        Assert.Equal(1, tries);
        Assert.Contains("GetJobStatsAsync", $"{failure}", StringComparison.Ordinal);
        Assert.Equal("yesterday", (await yesterday.Grains.Team(1).GetRegistrationAsync())?.Name);
    }

    [Fact]
    public async Task A_grain_it_lacks_is_an_error_with_its_name()
    {
        var failure = await Assert.ThrowsAsync<ArgumentException>(async () =>
            await yesterday.Grains.Audit().ListAsync(new AuditQuery { Limit = 1 }));
        Assert.Contains("AuditGrain", failure.Message, StringComparison.Ordinal);
    }

    private async Task<Activity?> FindAsync(Guid job) =>
        (await yesterday.Grains.Team(1).GetRunningActivityAsync(All)).Results.SingleOrDefault(activity => activity.Id == job);
}
