using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Warehouse.PropertyValues;

/// <summary>
/// <c>property-values</c>: autocomplete over HTTP on a table that was loaded by a backfill, beside the query one would write by hand, in
/// turn.
/// Cold is the first answer to a question, cached every further one.
/// </summary>
internal sealed class PropertyValuesBenchmark(BenchmarkWarehouse warehouse, NpgsqlConnection connection)
{
    private const int Partitions = 10;

    public static Command Command()
    {
        var rows = new Option<long>("--rows") { DefaultValueFactory = _ => 10_000_000 };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5 };
        var command = new Command("property-values", "Autocomplete against SELECT DISTINCT … LIMIT 10 on the same table.") { rows, rounds };
        command.SetAction(async (parsed, _) =>
        {
            await using var warehouse = await BenchmarkWarehouse.StartAsync();
            await warehouse.ProvisionAsync();
            for (var month = 1; month <= Partitions; month++)
            {
                BenchmarkWarehouse.Write(
                    Rows(month, parsed.GetValue(rows) / Partitions), Path.Combine(warehouse.FolderOf($"2025-{month:00}"), "a.parquet"));
            }

            var watch = Stopwatch.StartNew();
            await warehouse.Team.RescanBackfillAsync();
            await warehouse.UntilLoadedAsync(Partitions, DateTimeOffset.MinValue);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture, $"{parsed.GetValue(rows):N0} rows loaded in {watch.Elapsed.TotalSeconds:N0} s"));
            await using var connection = await warehouse.LogInAsync();
            await new PropertyValuesBenchmark(warehouse, connection).RunAsync(parsed.GetValue(rounds));
        });
        return command;
    }

    private static string Rows(int month, long count) => string.Create(CultureInfo.InvariantCulture, $$"""
        SELECT uuid() AS uuid, 'event ' || (i % 40) AS event, TIMESTAMP '2025-{{month:00}}-01' + i * INTERVAL 1 SECOND AS timestamp,
          'person ' || (hash(i) % 100000) AS distinct_id,
          {'$browser': ['Chrome', 'Safari', 'Firefox', 'Edge'][1 + i % 4], '$current_url': 'https://example.com/' || (hash(i) % 800),
           'plan': 'plan ' || (i % 5), 'amount': i % 500, '$os': ['Linux', 'Windows', 'macOS'][1 + i % 3]}::JSON AS properties
        FROM range({{count}}) r(i)
        """);

    private async Task RunAsync(int rounds)
    {
        Console.WriteLine($"{"milliseconds, median",-44} {"by hand",10} {"cold",10} {"ratio",8} {"cached",10} {"p99",10}");
        foreach (var (key, column, value) in new[]
        {
            ("event", "event", (string?)null), ("event", "event", "7"), ("properties.$browser", "properties ->> '$browser'", null),
            ("properties.$current_url", "properties ->> '$current_url'", "/77"), ("properties.plan", "properties ->> 'plan'", "no such"),
        })
        {
            var (byHand, cold, cached) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                byHand.Add(await MeasureAsync(() => ByHandAsync(column, value)));
                await ForgetAnswersAsync();
                cold.Add(await MeasureAsync(() => AskAsync(key, value)));
                for (var i = 0; i < 200; i++)
                {
                    cached.Add(await MeasureAsync(() => AskAsync(key, value)));
                }
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{key + (value is null ? "" : $" contains '{value}'"),-44} {At(byHand, 0.5),10:N1} {At(cold, 0.5),10:N1} "
                + $"{At(byHand, 0.5) / At(cold, 0.5),8:N0} {At(cached, 0.5),10:N2} {At(cached, 0.99),10:N2}"));
        }
    }

    /// <summary>
    /// An answer is fresh for ten seconds, and may be served for a minute after: a collection of grains forgets it at once.
    /// </summary>
    private Task ForgetAnswersAsync() => warehouse.Deployment.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    private async Task ByHandAsync(string column, string? value)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT DISTINCT {column} FROM events_main "
            + $"{(value is null ? "" : $"WHERE {column} ILIKE '%' || $1 || '%'")} LIMIT 10", connection);
        if (value is not null)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
        }
    }

    private async Task AskAsync(string key, string? value)
    {
        using var response = await warehouse.Deployment.Http.GetAsync(
            $"/api/projects/{warehouse.ProjectId}/data_warehouse/property_values?table_name=events_main&key={Uri.EscapeDataString(key)}"
                + (value is null ? "" : $"&value={Uri.EscapeDataString(value)}"));
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync();
    }

    private static async Task<double> MeasureAsync(Func<Task> call)
    {
        var start = Stopwatch.GetTimestamp();
        await call();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double At(List<double> values, double part) => values.Order().ElementAt((int)(part * (values.Count - 1)));
}
