using System.CommandLine;
using Spectre.Console;
using Warehouse.Usage;

namespace Warehouse.Cli;

/// <summary><c>usage show</c>.</summary>
internal static class UsageCommands
{
    public static Command Create() => new("usage", "Rows that projects have used.") { ShowVerb() };

    private static Command ShowVerb()
    {
        var project = Inputs.ProjectArgument();
        var command = new Command("show", "Shows a project's rows in the current billing period.") { project };
        command.SetVerb(async (context, _) =>
        {
            var projectId = context.Parsed.GetValue(project);
            var team = context.Grains.Team(projectId);
            if (await team.GetRegistrationAsync() is null)
            {
                return Answer.Refuse(CliMessages.NoProject(projectId));
            }

            var usage = await team.GetUsageAsync();
            return Answer.Of(UsageJson.Of(projectId, usage), console => Show(console, projectId, usage));
        });
        return command;
    }

    private static void Show(IAnsiConsole console, long projectId, UsageReport usage)
    {
        if (usage.Period is not { } period)
        {
            console.WriteLine($"Project {projectId} has no billing period.");
            return;
        }

        console.WriteFields(
            ("Project", $"{projectId}"),
            ("Period", $"{Tables.Time(period.Start)} to {Tables.Time(period.End)} UTC ({period.Interval})"),
            ("Total", Tables.Number(usage.TotalRows)),
            ("Tracked", Tables.Number(usage.TrackedRows)),
            ("Pending", Tables.Number(usage.PendingRows)),
            ("Materialized", Tables.Number(usage.MaterializedRows)));
        console.WriteLine();
        console.WriteTable(
            "No sources.",
            usage.RowsBySource.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).ToList(),
            ("SOURCE", entry => entry.Key == Guid.Empty ? "(removed sources)" : $"{entry.Key}"),
            ("ROWS", entry => Tables.Number(entry.Value)));
    }
}
