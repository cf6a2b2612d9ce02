using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Warehouse.Warehouses;

namespace Warehouse.Cli;

/// <summary>A warehouse as drawn for people: state and message, the four resources, how to log in, the last steps.</summary>
internal static class WarehouseView
{
    public static IRenderable Draw(WarehouseReport report, DateTimeOffset now, int maxSteps)
    {
        var status = report.Status;
        var rows = new List<IRenderable> { Facts(report, now), Text.Empty, Resources(status) };
        if (status.Connection is { } login)
        {
            rows.Add(Text.Empty);
            rows.Add(new Text(Output.Printable($"psql -h {login.Host} -p {login.Port} -U {login.Username} -d {login.Database}")));
        }

        if (report.Steps.Count > 0)
        {
            rows.Add(Text.Empty);
            rows.Add(Steps(report.Steps.TakeLast(maxSteps)));
        }

        return new Rows(rows);
    }

    private static Grid Facts(WarehouseReport report, DateTimeOffset now)
    {
        var status = report.Status;
        var grid = Tables.Fields(("Organization", $"{status.OrganizationId}"));
        Add(grid, "State", new Text(OperatorJson.Word(status.State), Colour(status.State)));
        Add(grid, "Message", status.StatusMessage);
        Add(grid, "Database", report.DatabaseName);
        Add(grid, "Server", report.Server);
        Add(grid, "Bucket", report.Bucket);
        Add(grid, "Suffixes", string.Join(", ", status.TableSuffixes.Select(pair => $"{pair.Value} (project {pair.Key})")));
        Add(grid, "Attempts", report.Attempts.ToString(CultureInfo.InvariantCulture) + (report.NextAttemptAt is { } next
            ? next > now ? $", the next in {Durations.Format(next - now)}" : ", the next now"
            : ""));
        Add(grid, "Ready", status.ReadyAt is { } ready ? Tables.Time(ready) + " UTC" : null);
        Add(grid, "Failed", status.FailedAt is { } failed ? Tables.Time(failed) + " UTC" : null);
        return grid;
    }

    private static Grid Resources(WarehouseStatus status)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        foreach (var (name, state) in new[]
        {
            ("Object store", status.S3State),
            ("Metadata store", status.MetadataStoreState),
            ("Identity", status.IdentityState),
            ("Secrets", status.SecretsState),
        })
        {
            Add(grid, name, new Text($"{Sign(state)} {OperatorJson.Word(state)}", Colour(state)));
        }

        return grid;
    }

    private static Table Steps(IEnumerable<StepReport> steps)
    {
        var table = Tables.New("STEP", "STARTED (UTC)", "TOOK", "RESULT");
        foreach (var step in steps)
        {
            table.AddRow(
                new Text(Output.Printable(step.Step)),
                new Text(Tables.Time(step.StartedAt)),
                new Text(Durations.Format(step.FinishedAt - step.StartedAt)),
                step.Failure is null ? new Text("done", new Style(Color.Green)) : new Text(Output.Printable(step.Failure), new Style(Color.Red)));
        }

        return table;
    }

    private static void Add(Grid grid, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Add(grid, name, new Text(Output.Printable(value)));
        }
    }

    private static void Add(Grid grid, string name, IRenderable value) => grid.AddRow(new Text(name, Style.Plain.Decoration(Decoration.Dim)), value);

    private static string Sign(ResourceState state) => state switch
    {
        ResourceState.Ready => "✓",
        ResourceState.Provisioning => "…",
        ResourceState.Failed => "✗",
        _ => "·",
    };

    private static Style Colour(ResourceState state) => state switch
    {
        ResourceState.Ready => new Style(Color.Green),
        ResourceState.Provisioning => new Style(Color.Yellow),
        ResourceState.Failed => new Style(Color.Red),
        _ => Style.Plain,
    };

    private static Style Colour(WarehouseState state) => state switch
    {
        WarehouseState.Ready => new Style(Color.Green),
        WarehouseState.Failed => new Style(Color.Red),
        WarehouseState.Deleted => Style.Plain,
        _ => new Style(Color.Yellow),
    };
}
