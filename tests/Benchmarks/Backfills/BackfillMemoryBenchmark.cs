using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Warehouse.Backfills;

/// <summary>
/// <c>backfill-memory</c>: the most physical memory the silo's process takes while it loads one large file, as Linux counts it (VmHWM),
/// beside what it took before.
/// </summary>
internal static class BackfillMemoryBenchmark
{
    public static Command Command()
    {
        var megabytes = new Option<long>("--megabytes") { DefaultValueFactory = _ => 2_048 };
        var formats = new Option<string[]>("--format")
        {
            DefaultValueFactory = _ => ["parquet", "jsonl", "csv"],
            AllowMultipleArgumentsPerToken = true,
        };
        var rowGroup = new Option<int>("--row-group")
        {
            DefaultValueFactory = _ => 8_192,
            Description = "Rows in a row group of Parquet; DuckDB makes a page of each column of it, up to 100 MB.",
        };
        var command = new Command("backfill-memory", "The silo's peak memory while it loads a large file.")
        {
            megabytes,
            formats,
            rowGroup,
        };
        command.SetAction(async (parsed, _) =>
        {
            Console.WriteLine($"{"MB",-12} {"file",8} {"before",8} {"peak",8} {"more",8} {"rows/s",10}");
            foreach (var format in parsed.GetValue(formats)!)
            {
                await MeasureAsync(format, parsed.GetValue(megabytes), parsed.GetValue(rowGroup));
            }
        });
        return command;
    }

    private static async Task MeasureAsync(string format, long megabytes, int rowGroup)
    {
        await using var warehouse = await BenchmarkWarehouse.StartAsync();
        await warehouse.ProvisionAsync();

        // One load warms up: what the process keeps for good is not the file's.
        BenchmarkWarehouse.Write(Rows(2_000), Path.Combine(warehouse.FolderOf("2025-01"), $"a.{format}"));
        var since = DateTimeOffset.UtcNow;
        await warehouse.Team.RescanBackfillAsync();
        await warehouse.UntilLoadedAsync(1, since);

        var file = Path.Combine(warehouse.FolderOf("2025-02"), $"a.{format}");
        var rows = megabytes * 1_000_000 / 2_150;
        BenchmarkWarehouse.Write(Rows(rows), file, rowGroup);
        await File.WriteAllTextAsync($"/proc/{warehouse.SiloId}/clear_refs", "5");
        var before = await ReadAsync(warehouse.SiloId, "VmHWM");
        since = DateTimeOffset.UtcNow;
        var watch = Stopwatch.StartNew();
        await warehouse.Team.RescanBackfillAsync();
        await warehouse.UntilLoadedAsync(2, since);
        var peak = await ReadAsync(warehouse.SiloId, "VmHWM");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{format,-12} {new FileInfo(file).Length / 1e6,8:N0} {before,8:N0} {peak,8:N0} {peak - before,8:N0} "
            + $"{rows / watch.Elapsed.TotalSeconds,10:N0}"));
    }

    /// <summary>Rows of 2 KB that hardly compress.</summary>
    private static string Rows(long count) => string.Create(CultureInfo.InvariantCulture, $$"""
        SELECT uuid() AS uuid, 'event ' || (i % 40) AS event, TIMESTAMP '2025-02-01' + i * INTERVAL 1 SECOND AS timestamp,
        'person ' || (i % 5000) AS distinct_id,
          ('{"$browser": "Chrome", "payload": "' || array_to_string([uuid()::VARCHAR || uuid()::VARCHAR FOR x IN range(27)],
          '') || '"}')::JSON AS properties
        FROM range({{count}}) r(i)
        """);

    private static async Task<double> ReadAsync(int process, string what)
    {
        var line = (await File.ReadAllLinesAsync($"/proc/{process}/status")).Single(
            line => line.StartsWith(what, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
