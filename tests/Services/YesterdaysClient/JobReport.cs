using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Warehouse;
using Warehouse.Activities;
using Warehouse.Hosting;
using Warehouse.Jobs;

namespace YesterdaysClient;

/// <summary>What a service of yesterday does, and what it saw, as one JSON object on standard output.</summary>
internal static class JobReport
{
    public static async Task<int> RunAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddLocalCluster("gateway.json");
        builder.Logging.ClearProviders();
        builder.AddWarehouseClient();
        using var host = builder.Build();
        await host.StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var team = grains.Team(builder.Configuration.GetValue<long>("Project"));
        var source = Guid.CreateVersion7();
        var job = new JobStart { Id = Guid.CreateVersion7(), Kind = JobKind.Import, SourceId = source, Name = "charges", Billable = true };
        var registration = await team.GetRegistrationAsync();
        var calls = new
        {
            Project = registration?.Name,
            Source = Text(await team.RegisterSourceAsync(new SourceRegistration { Id = source, Type = "Stripe" })),
            Table = Text(await team.RegisterTableAsync("charges")),
            Start = Text(await team.StartJobAsync(job)),
            StartAgain = Text(await team.StartJobAsync(job)),
            Progress = Text(await team.ReportProgressAsync(job.Id, 10)),
            Batch = (await team.ReportProgressBatchAsync(
                [new JobProgress { JobId = job.Id, Rows = 20 }, new JobProgress { JobId = Guid.NewGuid(), Rows = 1 }])).Select(Text),
            Running = (await team.GetRunningActivityAsync(new ActivityQuery { Limit = 10, Offset = 0, CutoffDays = 1 })).Results.Select(
                activity => $"{activity.Type} {activity.Name} {activity.Rows}"),
            Complete = Text(await team.CompleteJobAsync(job.Id, 30)),
            Fail = Text(await team.FailJobAsync(job.Id, null, "too late")),
            Rows = (await team.GetUsageAsync()).RowsBySource[source],
            Status = (await team.ListJobsAsync(10, null)).Select(listed => $"{listed.Status} {listed.Rows}"),
            Warehouse = (await grains.Warehouse(registration!.OrganizationId).GetStatusAsync())?.State.ToString(),
        };
        Console.WriteLine(JsonSerializer.Serialize(calls));
        await host.StopAsync();
        return 0;
    }

    private static string Text<T>(T outcome) => $"{outcome}";
}
