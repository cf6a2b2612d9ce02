using System.CommandLine;
using Warehouse.Audit;

namespace Warehouse.Cli;

/// <summary><c>audit list</c>.</summary>
internal static class AuditCommands
{
    public static Command Create() => new("audit", "Who changed what, from where, with what outcome.") { ListVerb() };

    private static Command ListVerb()
    {
        var organization = Inputs.OrganizationFilter();
        var action = new Option<string?>("--action") { Description = "Only this action, such as warehouse.provision or key.revoke." };
        var actor = new Option<string?>("--actor") { Description = "Only what this actor did, such as 'operator root' or 'key 0197a0de-…'." };
        var last = Inputs.Duration("--last", "Only the last 90m, 12h, 30d or 2w.");
        var limit = Inputs.Limit();
        var after = new Option<long?>("--after") { Description = "List the lines that are older than this one." };
        var command = new Command("list", "Lists the audit trail, newest first.") { organization, action, actor, last, limit, after };
        command.SetVerb(async (context, _) =>
        {
            var query = new AuditQuery
            {
                OrganizationId = context.Parsed.GetValue(organization),
                Action = context.Parsed.GetValue(action),
                Actor = context.Parsed.GetValue(actor),
                Since = context.Parsed.GetValue(last) is { } ago ? DateTimeOffset.UtcNow - ago : null,
                Limit = 0,
            };
            var page = await Page.FetchAsync<AuditEntry, long?>(
                context.Parsed.GetValue(limit),
                context.Parsed.GetValue(after),
                (count, from) => context.Grains.Audit().ListAsync(query with { Limit = count, After = from }),
                entry => entry.Id);
            return Answer.Of(
                new { entries = page.Items, page.NextAfter },
                console =>
                {
                    console.WriteTable(
                        "No entries.",
                        page.Items,
                        ("ID", entry => $"{entry.Id}"),
                        ("AT (UTC)", entry => Tables.Time(entry.At)),
                        ("ACTION", entry => entry.Action),
                        ("OUTCOME", entry => entry.Outcome),
                        ("SUBJECT", entry => entry.Subject ?? ""),
                        ("ACTOR", entry => entry.Actor),
                        ("SOURCE", entry => entry.Source ?? ""),
                        ("ORGANIZATION", entry => $"{entry.OrganizationId}"));
                    console.WriteMore(page.NextAfter);
                });
        });
        return command;
    }
}
