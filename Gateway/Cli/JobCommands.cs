using System.CommandLine;
using Spectre.Console;
using Warehouse.Jobs;

namespace Warehouse.Cli;

/// <summary><c>job list</c>.</summary>
internal static class JobCommands
{
    public static Command Create() => new("job", "Jobs that services have reported, and backfills.") { ListVerb() };

    private static Command ListVerb()
    {
        var project = Inputs.ProjectArgument();
        var limit = Inputs.Limit();
        var after = Inputs.OptionalUuid("--after", "List the jobs that follow this one (UUID).");
        var command = new Command("list", "Lists a project's jobs whatever their status, newest first.") { project, limit, after };
        command.SetVerb(async (context, _) =>
        {
            var projectId = context.Parsed.GetValue(project);
            var team = context.Grains.Team(projectId);
            if (await team.GetRegistrationAsync() is null)
            {
                return Answer.Refuse(CliMessages.NoProject(projectId));
            }

            var page = await Page.FetchAsync<Job, Guid?>(context.Parsed.GetValue(limit), context.Parsed.GetValue(after), team.ListJobsAsync, job => job.Id);
            return Answer.Of(
                new { projectId, jobs = page.Items.Select(JobJson.Of), page.NextAfter },
                console =>
                {
                    WriteTable(console, page.Items);
                    console.WriteMore(page.NextAfter);
                });
        });
        return command;
    }

    private static void WriteTable(IAnsiConsole console, IReadOnlyCollection<Job> jobs) => console.WriteTable(
        "No jobs.",
        jobs,
        ("JOB", job => $"{job.Id}"),
        ("KIND", job => OperatorJson.Word(job.Kind)),
        ("TYPE", job => job.SourceType ?? ""),
        ("NAME", job => job.Name ?? ""),
        ("STATUS", job => OperatorJson.Word(job.Status)),
        ("ROWS", job => Tables.Number(job.Rows)),
        ("CREATED (UTC)", job => Tables.Time(job.CreatedAt)),
        ("TOOK", job => job.FinishedAt is { } finished ? Durations.Format(finished - job.CreatedAt) : ""),
        ("ERROR", job => CliMessages.FirstLine(job.LatestError ?? "")));
}
