using System.CommandLine;
using Spectre.Console;
using Warehouse.Backfills;
using Warehouse.Warehouses;

namespace Warehouse.Cli;

/// <summary><c>backfill enable|status|rescan|retry|cancel|watch</c>.</summary>
internal static class BackfillCommands
{
    public static Command Create() => new("backfill", "The loading of projects' history.")
    {
        EnableVerb(), StatusVerb(), RescanVerb(), RetryVerb(), CancelVerb(), BackfillWatchCommand.Create(),
    };

    public static async Task<Answer> RefuseDisabledAsync(IGrainFactory grains, long projectId) => Answer.Refuse(
        await grains.Team(projectId).GetRegistrationAsync() is null
            ? $"There is no project {projectId}."
            : $"Project {projectId} has no backfill: its warehouse is not ready, or `backfill enable` has not given it a table name.");

    private static Command EnableVerb()
    {
        var project = Inputs.ProjectArgument();
        var tableName = new Option<string>("--table-name") { Description = "The suffix of the project's tables: a-z, 0-9 and underscore, at most 55 characters.", Required = true };
        var command = new Command("enable", "Gives a further project of an organization its tables, and loads its history.") { project, tableName };
        command.SetVerb(
            async (context, _) =>
            {
                var (projectId, suffix) = (context.Parsed.GetValue(project), context.Parsed.GetRequiredValue(tableName));
                if (await context.Grains.Team(projectId).GetRegistrationAsync() is not { } team)
                {
                    return Answer.Refuse($"There is no project {projectId}.");
                }

                var outcome = await context.Grains.Warehouse(team.OrganizationId).EnableBackfillAsync(projectId, suffix);
                return outcome switch
                {
                    EnableBackfillOutcome.NoWarehouse => Answer.Refuse(CliMessages.NoWarehouse(team.OrganizationId)),
                    EnableBackfillOutcome.SuffixTaken => Answer.Refuse($"Another project of the organization has the table name '{suffix}'."),
                    EnableBackfillOutcome.SuffixFixed => Answer.Refuse($"Project {projectId} already has another table name."),
                    _ => Answer.Of(new { projectId, tableSuffix = suffix }, $"Project {projectId} loads its history into events_{suffix} and persons_{suffix}."),
                };
            },
            parsed => WarehouseNames.IsTableSuffix(parsed.GetRequiredValue(tableName)) && parsed.GetRequiredValue(tableName).Length <= WarehouseNames.MaxTableSuffixLength
                ? null
                : "--table-name must be 1 to 55 characters of a-z, 0-9 and underscore.");
        return command;
    }

    private static Command StatusVerb()
    {
        var project = Inputs.ProjectArgument();
        var command = new Command("status", "Shows how far a project's backfill is, partition by partition.") { project };
        command.SetVerb(async (context, _) =>
        {
            var projectId = context.Parsed.GetValue(project);
            var report = await context.Grains.Team(projectId).GetBackfillAsync();
            return report.TableSuffix is null
                ? await RefuseDisabledAsync(context.Grains, projectId)
                : Answer.Of(BackfillJson.Of(report), console => console.Write(BackfillView.Draw(report, int.MaxValue)));
        });
        return command;
    }

    private static Command RescanVerb() => SignalVerb("rescan", "Lists the bucket now and loads what is new or changed.", "looks at its bucket again", team => team.RescanBackfillAsync());

    private static Command RetryVerb() => SignalVerb("retry", "Tries every failed partition again, now.", "tries its failed partitions again", team => team.RetryBackfillAsync());

    private static Command CancelVerb() => SignalVerb(
        "cancel", "Stops loading; what is loaded stays. `rescan` or `retry` lets it go on.", "loads nothing any more", team => team.CancelBackfillAsync());

    private static Command SignalVerb(string name, string description, string done, Func<Teams.ITeamGrain, Task<bool>> send)
    {
        var project = Inputs.ProjectArgument();
        var command = new Command(name, description) { project };
        command.SetVerb(async (context, _) =>
        {
            var projectId = context.Parsed.GetValue(project);
            return await send(context.Grains.Team(projectId))
                ? Answer.Of(new { projectId }, $"Project {projectId} {done}: see `backfill status {projectId}`.")
                : await RefuseDisabledAsync(context.Grains, projectId);
        });
        return command;
    }
}
