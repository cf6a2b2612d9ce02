using System.Globalization;
using System.Runtime.CompilerServices;
using Warehouse.Local;
using Warehouse.Warehouses;

namespace Warehouse.Backfills;

/// <summary>
/// Data that others made, mapped to events: what stands in the warehouse is what DuckDB reads from the originals, counted and summed up.
/// </summary>
public sealed class PublicDataTests(ClusterFixture cluster)
{
    /// <summary>Each original as events, with its files and the format it goes through.</summary>
    private static readonly (string Partition, string Format, string Event, string Source, string Time)[] Originals =
    [
        ("2001-01", "parquet", "flight", "read_parquet('{data}/flights-3m.parquet') LIMIT "
            + "60000", "TIMESTAMP '2001-01-01' + row * INTERVAL 15 SECOND"),
        ("2001-02", "csv.gz", "flight", "read_json('{data}/flights-200k.json') LIMIT 30000",
            "TIMESTAMP '2001-02-01' + row * INTERVAL 15 SECOND"),
        ("2001-03", "csv", "bird strike", "read_csv('{data}/birdstrikes.csv')", "TIMESTAMP '2001-03-01' + row * INTERVAL 1 MINUTE"),
        ("full", "jsonl", "movie", "read_json('{data}/movies.json')", "TIMESTAMP '2003-04-05' + row * INTERVAL 1 HOUR"),
        ("2012-01", "jsonl.gz", "weather", "read_csv('{data}/seattle-weather.csv')", "TIMESTAMP '2012-01-01' + row * INTERVAL 1 DAY"),
    ];

    [Fact]
    public async Task Public_data_of_many_kinds_is_in_the_warehouse_as_an_independent_reader_has_it()
    {
        var data = (await LocalProcess.RunAsync("bash", [Script()], TestContext.Current.CancellationToken)).Trim();
        var organization = await TestOrganization.CreateAsync(cluster.Test);
        var warehouse = await TestWarehouse.ReadyAsync(cluster.Test, organization);
        var bucket = Path.Combine(
            cluster.Deployment.ObjectStore,
            (await warehouse.Grain.GetReportAsync())!.Bucket,
            "backfill",
            $"{organization.ProjectId}",
            "events");
        foreach (var original in Originals)
        {
            DuckFiles.Write(
                Events(original, data),
                Path.Combine(Directory.CreateDirectory(Path.Combine(bucket, original.Partition)).FullName, $"a.{original.Format}"));
        }

        await cluster.Grains.Team(organization.ProjectId).RescanBackfillAsync();
        BackfillReport report = null!;
        await Eventually.TrueAsync(async () =>
        {
            report = await cluster.Grains.Team(organization.ProjectId).GetBackfillAsync();
            Assert.True(report.PartitionsFailed == 0, report.Partitions.FirstOrDefault(partition => partition.Error is not null)?.Error);
            return report.PartitionsDone == Originals.Length;
        });

        await using var connection = await warehouse.LogInAsync((await warehouse.Grain.GetStatusAsync())!);
        foreach (var original in Originals)
        {
            var expected = (string)DuckFiles.Scalar(Sum($"({Events(original, data)}) t", "epoch_us(\"timestamp\")"))!;
            var actual = (string)(await connection.ScalarAsync(
                Sum($"events_main WHERE _partition = '{original.Partition}'", "(extract(epoch FROM \"timestamp\") * 1000000)::bigint")))!;
            Assert.Equal((original.Partition, expected), (original.Partition, actual));
            Assert.True(int.Parse(expected.Split(' ')[0], CultureInfo.InvariantCulture) > 1_000, expected);
        }

        Assert.Equal(await connection.ScalarAsync("SELECT count(*) FROM events_main"), report.Rows);
    }

    private static string Events((string Partition, string Format, string Event, string Source, string Time) original, string data) => $"""
        SELECT md5('{original.Partition}' || row)::UUID AS uuid, '{original.Event}' AS event, {original.Time} AS timestamp, 'row ' || row AS distinct_id, properties
        FROM (SELECT row_number() OVER () AS row, to_json(whole_row) AS properties
              FROM (SELECT * FROM {original.Source.Replace("{data}", data, StringComparison.Ordinal)}) whole_row)
        """;

    /// <summary>Count, and a checksum of every column and of some members of the properties, in words that both databases know.</summary>
    private static string Sum(string from, string microseconds)
    {
        string[] members =
        [
            "delay", "distance", "origin", "Airport Name", "Wildlife Species", "Cost Total $", "Title", "Director", "IMDB Rating",
            "weather", "precipitation",
        ];
        var values = string.Join(", ", members.Select(member => $"coalesce(properties ->> '{member}', '')"));
        return $"SELECT count(*) || ' ' || md5(string_agg(concat_ws('|', uuid::text, event, {microseconds}::text, distinct_id, {values}), "
            + $"';' ORDER BY uuid)) FROM {from}";
    }

    private static string Script([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "vega-datasets.sh");
}
