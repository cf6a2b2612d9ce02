using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using DuckDB.NET.Data;
using Npgsql;
using Warehouse.Access;
using Warehouse.Credentials;
using Warehouse.Warehouses;

namespace Warehouse.PropertyValues;

/// <summary>
/// <c>property-values</c>: autocomplete over HTTP on a table that was loaded by a backfill, beside the query one would write by hand, in turn.
/// Cold is the first answer to a question, cached every further one.
/// </summary>
internal sealed class PropertyValuesBenchmark : IAsyncDisposable
{
    private const int Partitions = 10;
    private readonly TestDeployment _deployment;
    private readonly LoginPassword _password = LoginPassword.Generate();
    private long _projectId;
    private NpgsqlConnection? _connection;

    private PropertyValuesBenchmark(TestDeployment deployment) => _deployment = deployment;

    public static Command Command()
    {
        var rows = new Option<long>("--rows") { DefaultValueFactory = _ => 10_000_000 };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5 };
        var command = new Command("property-values", "Autocomplete against SELECT DISTINCT … LIMIT 10 on the same table.") { rows, rounds };
        command.SetAction(async (parsed, _) =>
        {
            await using var deployment = await TestDeployment.PrepareAsync();
            await deployment.StartAsync();
            await using var benchmark = new PropertyValuesBenchmark(deployment);
            await benchmark.PrepareAsync(parsed.GetValue(rows));
            await benchmark.RunAsync(parsed.GetValue(rounds));
        });
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    private async Task PrepareAsync(long rows)
    {
        var organizationId = Guid.NewGuid();
        var organization = _deployment.Grains.Organization(organizationId);
        await organization.CreateAsync("Benchmark");
        _projectId = (await organization.CreateProjectAsync(null, "Benchmark")).ProjectId;
        var key = ApiKey.Generate();
        await organization.AddKeyAsync(new ApiKeyRegistration
        {
            Id = Guid.CreateVersion7(),
            Hash = ApiKey.Hash(key),
            OrganizationId = organizationId,
            Role = OrganizationRole.Admin,
            Label = "benchmark",
            Scopes = [Scopes.All],
            CreatedAt = DateTimeOffset.UtcNow,
        });
        _deployment.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        WriteFiles(Path.Combine(_deployment.Deployment.ObjectStore, $"warehouse-{organizationId:N}", "backfill", $"{_projectId}", "events"), rows);

        var warehouse = _deployment.Grains.Warehouse(organizationId);
        var watch = Stopwatch.StartNew();
        await warehouse.ProvisionAsync(new ProvisionCommand
        {
            OperationId = Guid.NewGuid(),
            ProjectId = _projectId,
            DatabaseName = "benchmark",
            TableSuffix = "main",
            Verifier = _password.Verifier,
        });
        while (await _deployment.Grains.Team(_projectId).GetBackfillAsync() is var report && (report.PartitionsTotal == 0 || report.PartitionsDone < report.PartitionsTotal))
        {
            if (report.PartitionsFailed > 0)
            {
                throw new InvalidOperationException(report.Partitions.First(partition => partition.Error is not null).Error);
            }

            await Task.Delay(500);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows loaded in {watch.Elapsed.TotalSeconds:N0} s"));
        var at = (await warehouse.GetStatusAsync())!.Connection!;
        _connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = at.Host,
            Port = at.Port,
            Database = at.Database,
            Username = at.Username,
            Password = _password.Clear,
            CommandTimeout = 600,
        }.ConnectionString);
        await _connection.OpenAsync();
    }

    private static void WriteFiles(string folder, long rows)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        for (var month = 1; month <= Partitions; month++)
        {
            var path = Directory.CreateDirectory(Path.Combine(folder, $"2025-{month:00}")).FullName;
            using var command = connection.CreateCommand();
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $$"""
                COPY (SELECT uuid() AS uuid, 'event ' || (i % 40) AS event, TIMESTAMP '2025-{{month:00}}-01' + i * INTERVAL 1 SECOND AS timestamp,
                        'person ' || (hash(i) % 100000) AS distinct_id,
                        {'$browser': ['Chrome', 'Safari', 'Firefox', 'Edge'][1 + i % 4], '$current_url': 'https://example.com/' || (hash(i) % 800),
                         'plan': 'plan ' || (i % 5), 'amount': i % 500, '$os': ['Linux', 'Windows', 'macOS'][1 + i % 3]}::JSON AS properties
                      FROM range({{rows / Partitions}}) r(i)) TO '{{path}}/a.parquet' (FORMAT parquet)
                """);
            command.ExecuteNonQuery();
        }
    }

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
                $"{key + (value is null ? "" : $" contains '{value}'"),-44} {At(byHand, 0.5),10:N1} {At(cold, 0.5),10:N1} {At(byHand, 0.5) / At(cold, 0.5),8:N0} {At(cached, 0.5),10:N2} {At(cached, 0.99),10:N2}"));
        }
    }

    /// <summary>An answer is fresh for ten seconds, and may be served for a minute after: a collection of grains forgets it at once.</summary>
    private Task ForgetAnswersAsync() => _deployment.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    private async Task ByHandAsync(string column, string? value)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT DISTINCT {column} FROM events_main {(value is null ? "" : $"WHERE {column} ILIKE '%' || $1 || '%'")} LIMIT 10", _connection);
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
        using var response = await _deployment.Http.GetAsync(
            $"/api/projects/{_projectId}/data_warehouse/property_values?table_name=events_main&key={Uri.EscapeDataString(key)}" + (value is null ? "" : $"&value={Uri.EscapeDataString(value)}"));
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
