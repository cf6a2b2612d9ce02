using System.CommandLine;
using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Warehouse.ObjectStore;

namespace Warehouse.Local;

/// <summary>
/// A few months of plausible events and persons in an organization's bucket, as a batch export would leave them: so that a newcomer sees a
/// backfill run. The same numbers give the same rows.
/// </summary>
internal static class DemoData
{
    public const int EventsPerMonth = 20_000;
    private const int Months = 3;
    private const int Persons = 500;

    public static Command CreateCommand()
    {
        var folder = new Option<string>("--buckets") { Description = "The folder of the Directory object store.", Required = true };
        var organization = new Option<Guid>("--organization") { Required = true };
        var project = new Option<long>("--project") { Required = true };
        var events = new Option<int>("--events-per-month") { DefaultValueFactory = _ => EventsPerMonth };
        var command = new Command("demo-data", "Writes a few months of made-up events and persons into an organization's bucket.") { folder, organization, project, events };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await WriteAsync(parsed.GetRequiredValue(folder), parsed.GetValue(organization), parsed.GetValue(project), parsed.GetValue(events), DateTimeOffset.UtcNow, cancellationToken);
            return 0;
        });
        return command;
    }

    /// <summary>The older months as Parquet, the present one as JSON lines, the persons as Parquet.</summary>
    public static async Task WriteAsync(
        string buckets, Guid organizationId, long projectId, int eventsPerMonth, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var bucket = BucketName.For(organizationId);
        var store = new DirectoryObjectStore(
            Options.Create(new ObjectStoreOptions { Path = buckets }), NullLogger<DirectoryObjectStore>.Instance);
        await store.EnsureBucketAsync(organizationId, bucket, cancellationToken);
        var root = Path.Combine(buckets, bucket, "backfill", projectId.ToString(CultureInfo.InvariantCulture));
        await using var database = new DuckDBConnection("DataSource=:memory:");
        await database.OpenAsync(cancellationToken);
        for (var back = Months - 1; back >= 0; back--)
        {
            var month = new DateTime(now.UtcDateTime.Year, now.UtcDateTime.Month, 1).AddMonths(-back);
            var days = back == 0 ? Math.Max(1, (now.UtcDateTime - month).TotalDays) : DateTime.DaysInMonth(month.Year, month.Month);
            await CopyAsync(database, Events(month, days, eventsPerMonth, projectId), Path.Combine(root, "events", $"{month:yyyy-MM}"), back == 0 ? "jsonl" : "parquet", cancellationToken);
        }

        await CopyAsync(database, PersonRows(projectId), Path.Combine(root, "persons", "full"), "parquet", cancellationToken);
    }

    private static async Task CopyAsync(DuckDBConnection database, string rows, string folder, string format, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        // Written under a name that a listing passes over, and put in place whole.
        var file = Path.Combine(folder, $"part-0.{format}");
        await using var command = database.CreateCommand();
#pragma warning disable CA2100 // Every part is ours.
        command.CommandText = $"COPY ({rows}) TO '{(file + ".tmp").Replace("'", "''", StringComparison.Ordinal)}' (FORMAT {(format == "jsonl" ? "json" : format)})";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
        File.Move(file + ".tmp", file, overwrite: true);
    }

    private static string Events(DateTime month, double days, int count, long projectId) => string.Create(CultureInfo.InvariantCulture, $$"""
        SELECT md5('{{projectId}} {{month:yyyy-MM}} ' || i)::UUID::VARCHAR AS uuid,
               ['$pageview', '$pageview', '$pageview', '$autocapture', '$pageleave', 'signed up', 'order placed'][1 + (hash(i, 1) % 7)::INT] AS event,
               json_object(
                 '$browser', ['Chrome', 'Chrome', 'Safari', 'Firefox', 'Edge'][1 + (hash(i, 2) % 5)::INT],
                 '$os', ['Windows', 'macOS', 'Linux', 'iOS', 'Android'][1 + (hash(i, 3) % 5)::INT],
                 '$current_url', 'https://shop.example/' || ['', 'cart', 'products/' || hash(i, 4) % 40, 'help'][1 + (hash(i, 5) % 4)::INT],
                 'price', (hash(i, 6) % 9900)::INT / 100.0)::VARCHAR AS properties,
               'user-' || hash(i, 7) % {{Persons}} AS distinct_id,
               {{projectId}}::BIGINT AS team_id,
               TIMESTAMP '{{month:yyyy-MM-dd}}' + to_microseconds((i * {{days * 86_400_000_000:F0}} / {{count}})::BIGINT) AS timestamp,
               TIMESTAMP '{{month:yyyy-MM-dd}}' + to_microseconds((i * {{days * 86_400_000_000:F0}} / {{count}})::BIGINT + 1500000) AS created_at,
               md5('person ' || hash(i, 7) % {{Persons}})::UUID::VARCHAR AS person_id
        FROM range({{count}}) r(i)
        """);

    private static string PersonRows(long projectId) => $$"""
        SELECT {{projectId}}::BIGINT AS team_id, 'user-' || i AS distinct_id, md5('person ' || i)::UUID::VARCHAR AS person_id,
               json_object('email', 'user-' || i || '@shop.example', 'plan', ['free', 'pro', 'enterprise'][1 + (hash(i, 8) % 3)::INT])::VARCHAR AS properties,
               TIMESTAMP '2025-01-01' + to_hours((i * 7)::INT) AS created_at, false AS is_deleted, 1::BIGINT AS person_version
        FROM range({{Persons}}) r(i)
        """;
}
