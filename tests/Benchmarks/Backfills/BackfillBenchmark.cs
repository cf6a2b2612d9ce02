using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Warehouse.Local;

namespace Warehouse.Backfills;

/// <summary>
/// <c>backfill</c>: rows a second from the file in the bucket until the team's grain says loaded, beside <c>psql \copy</c> of the same rows
/// into the same table with the same indexes and parts. Both begin with the table empty, and take turns.
/// </summary>
internal sealed class BackfillBenchmark(BenchmarkWarehouse warehouse, string files, long rows)
{
    private const string Columns = "uuid, event, timestamp, distinct_id, person_id, properties";
    private static readonly string[] Months = ["2025-01", "2025-02"];

    public static Command Command()
    {
        var rows = new Option<long>("--rows") { DefaultValueFactory = _ => 400_000 };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var command = new Command("backfill", "Rows a second of a backfill against psql \\copy.") { rows, rounds };
        command.SetAction(async (parsed, _) =>
        {
            await using var warehouse = await BenchmarkWarehouse.StartAsync();
            await warehouse.ProvisionAsync();
            var files = Directory.CreateTempSubdirectory("warehouse-benchmark-").FullName;
            try
            {
                await new BackfillBenchmark(warehouse, files, parsed.GetValue(rows)).RunAsync(parsed.GetValue(rounds));
            }
            finally
            {
                Directory.Delete(files, recursive: true);
            }
        });
        return command;
    }

    private async Task RunAsync(int rounds)
    {
        foreach (var (part, of) in new[] { (0, 1), (0, 2), (1, 2) })
        {
            foreach (var format in new[] { "parquet", "jsonl", "csv" })
            {
                BenchmarkWarehouse.Write(Rows(part, of, ""), FileOf(part, of, format));
            }

            BenchmarkWarehouse.Write(Rows(part, of, $", '{Months[part]}' AS _partition"), FileOf(part, of, "copy.csv"));
        }

        // psql inherits it; an argument could be read in the list of processes.
        Environment.SetEnvironmentVariable("PGPASSWORD", warehouse.Deployment.Deployment.Postgres.Password);

        // The tables and their parts are made by the first load.
        await BackfillAsync("parquet", 2);
        (string Name, Func<Task> Run)[] ways =
        [
            ("psql \\copy of CSV, one", () => CopyAsync(1)),
            ("psql \\copy of CSV, two at a time", () => CopyAsync(2)),
            ("backfill of Parquet, one partition", () => BackfillAsync("parquet", 1)),
            ("backfill of Parquet, two at a time", () => BackfillAsync("parquet", 2)),
            ("backfill of JSON lines, one partition", () => BackfillAsync("jsonl", 1)),
            ("backfill of CSV, one partition", () => BackfillAsync("csv", 1)),
        ];
        var rates = ways.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < ways.Length; i++)
            {
                await EmptyAsync();
                var watch = Stopwatch.StartNew();
                await ways[i].Run();
                rates[i].Add(rows / watch.Elapsed.TotalSeconds);
                await CheckAsync();
            }
        }

        Console.WriteLine($"{"rows a second",-40} {"median",10} {"lowest",10} {"highest",10} {"ratio",7}");
        for (var i = 0; i < ways.Length; i++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{ways[i].Name,-40} {Rounds.Median(rates[i]),10:N0} {rates[i].Min(),10:N0} {rates[i].Max(),10:N0} "
                + $"{Rounds.Median(rates[i]) / Rounds.Median(rates[0]),7:0.00}"));
        }
    }

    /// <summary>Events as a web site sends them, some 700 bytes each.</summary>
    private string Rows(int part, int of, string more) => string.Create(CultureInfo.InvariantCulture, $$"""
        SELECT uuid() AS uuid, ['$pageview', '$autocapture', '$identify', 'sign up', 'upgrade'][1 + i % 5] AS event,
          TIMESTAMP '{{Months[part]}}-01' + i * INTERVAL 1 SECOND AS timestamp, 'person-' || (hash(i) % 20000) AS distinct_id,
          md5('person' || (hash(i) % 20000))::UUID AS person_id,
          {'$browser': ['Chrome', 'Safari', 'Firefox', 'Edge'][1 + i % 4], '$browser_version': 100 + i % 30, '$os': ['Linux', 'Windows',
          'macOS'][1 + i % 3],
           '$current_url': 'https://example.com/products/' || (hash(i) % 5000) || '?utm_source=newsletter',
           '$pathname': '/products/' || (hash(i) % 5000),
           '$host': 'example.com', '$session_id': md5('s' || i // 20), '$device_id': md5('d' || (hash(i) % 20000)), '$lib': 'web',
           '$lib_version': '1.96.1',
           '$screen_height': 1080, '$screen_width': 1920, '$referrer': 'https://www.google.com/', 'plan': ['free', 'pro',
           'team'][1 + i % 3],
           '$active_feature_flags': ['new-onboarding', 'dark-mode'], 'amount': (i % 10000) / 100,
           'is_trial': i % 2 = 0}::JSON AS properties{{more}}
        FROM range({{rows / of}}) r(i)
        """);

    private string FileOf(int part, int of, string ending) => Path.Combine(files, $"{part + 1}-of-{of}.{ending}");

    private async Task BackfillAsync(string format, int partitions)
    {
        warehouse.ClearBucket();
        var since = DateTimeOffset.UtcNow;
        for (var part = 0; part < partitions; part++)
        {
            // A hard link: nothing is copied.
            var target = Path.Combine(warehouse.FolderOf(Months[part]), $"{Guid.NewGuid():N}.{format}");
            await LocalProcess.RunAsync("ln", [FileOf(part, partitions, format), target]);
        }

        await warehouse.Team.RescanBackfillAsync();
        await warehouse.UntilLoadedAsync(partitions, since);
    }

    private async Task CopyAsync(int files) => await Task.WhenAll(Enumerable.Range(0, files).Select(part => LocalProcess.RunAsync(
        "psql",
        [
            "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", $"{warehouse.Deployment.Deployment.Postgres.Port}", "-U",
            LocalPostgres.SuperuserName, "-d", BenchmarkWarehouse.DatabaseName,
            "-c", $"\\copy events_main ({Columns}, _partition) FROM '{FileOf(part, files, "copy.csv")}' (FORMAT csv, HEADER)",
        ])));

    /// <summary>Empties the tables as if nothing had ever been loaded.</summary>
    private async Task EmptyAsync()
    {
        warehouse.ClearBucket();
        await warehouse.Deployment.Deployment.Postgres.ExecuteAsync("""
            TRUNCATE public.events_main, warehouse_internal.loaded_partition, warehouse_internal.indexed_key,
            warehouse_internal.indexed_value; CHECKPOINT
            """, BenchmarkWarehouse.DatabaseName);
        var since = DateTimeOffset.UtcNow;
        await warehouse.Team.RescanBackfillAsync();
        await warehouse.UntilLoadedAsync(0, since);
    }

    private async Task CheckAsync()
    {
        await using var connection = await warehouse.LogInAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM events_main", connection);
        if (await command.ExecuteScalarAsync() is not long count || count != rows / 2 * 2)
        {
            throw new InvalidOperationException("Not every row is there.");
        }
    }
}
