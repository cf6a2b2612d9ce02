using Spectre.Console;

namespace Warehouse.Cli;

public sealed class WarehouseViewTests
{
    [Fact]
    public void A_ready_warehouse_fits_80_columns() => Assert.Equal(
        """
        Organization   0197a0de-0000-7000-8000-00000000000a
        State          ready
        Message        Infrastructure ready
        Database       acme
        Server         local
        Bucket         wh-acme
        Suffixes       main (project 7)
        Attempts       1
        Ready          2026-03-01 12:00:01 UTC

        Object store     ✓ ready
        Metadata store   ✓ ready
        Identity         ✓ ready
        Secrets          ✓ ready

        psql -h acme.example.com -p 5432 -U acme -d acme

        STEP      STARTED (UTC)        TOOK   RESULT
        bucket    2026-03-01 12:00:00  12 ms  done
        database  2026-03-01 12:00:00  1.3 s  done
        """, Draw(Reports.Ready));

    [Fact]
    public void A_failed_one_says_why_and_when_it_is_tried_again()
    {
        var picture = Draw(Reports.Failed);
        Assert.Contains("Attempts       3, the next in 4.0 s", picture, StringComparison.Ordinal);
        Assert.Contains("Metadata store   ✗ failed", picture, StringComparison.Ordinal);
        Assert.Contains("Secrets          … provisioning", picture, StringComparison.Ordinal);
        Assert.DoesNotContain("psql", picture, StringComparison.Ordinal);
        Assert.All(picture.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void Names_cannot_steer_the_terminal()
    {
        var picture = Draw(Reports.Ready with { Bucket = "a\u001b[31mb[red]\nc" });
        Assert.Contains("Bucket         a\uFFFD[31mb[red]\uFFFDc", picture, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', picture);
    }

    [Fact]
    public void A_line_says_the_same_for_logs() => Assert.Equal(
        "failed        s3=ready metadata_store=failed identity=pending secrets=provisioning attempts=3  The warehouse "
        + "server refused the connection",
        WarehouseLine.Of(new Observation(Reports.Failed, Answered: true)));

    private static string Draw(Warehouses.WarehouseReport report)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 80;
        console.Profile.Capabilities.Unicode = true;
        console.Write(WarehouseView.Draw(report, Reports.Noon.AddSeconds(30), int.MaxValue));
        return string.Join('\n', text.ToString().ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(line => line.TrimEnd()));
    }
}
