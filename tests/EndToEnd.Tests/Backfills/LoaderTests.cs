using System.IO.Compression;
using System.Text;
using Npgsql;
using Warehouse.Backfills.Loading;
using Warehouse.Tables;
using Warehouse.Warehouses;

namespace Warehouse.Backfills;

/// <summary>Files of every format and every fault, loaded into a real warehouse.</summary>
public class LoaderTests(ClusterFixture cluster) : IAsyncLifetime
{
    private const string March = "2024-03";
    private const string Uuid = "00000000-0000-0000-0000-00000000000a";
    private LoadBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await LoadBench.CreateAsync(cluster.Test);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _bench.DisposeAsync();
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("jsonl")]
    [InlineData("jsonl.gz")]
    [InlineData("csv")]
    [InlineData("csv.gz")]
    public async Task Every_format_loads_the_same_rows(string format)
    {
        DuckFiles.Write(DuckFiles.Events, _bench.FilePath(March, $"a.{format}"));
        var loaded = await _bench.LoadAsync(March);
        Assert.Equal(25_000, loaded.Rows);
        Assert.Empty(loaded.UnknownColumns);

        const string Columns = "uuid::text, event, epoch_us(\"timestamp\")::text, distinct_id, person_id::text, team_id::text, "
            + "properties->>'browser', properties->>'q'";
        var expected = DuckFiles.Scalar(
            $"SELECT md5(string_agg(concat_ws('|', {Quoted(Columns)}), ';' ORDER BY uuid::text)) FROM ({DuckFiles.Events})");
        var inPostgres = Columns.Replace(
            "epoch_us(\"timestamp\")", "(extract(epoch FROM \"timestamp\") * 1000000)::bigint", StringComparison.Ordinal);
        var actual = await _bench.AskAsync(
            $"SELECT md5(string_agg(concat_ws('|', {Quoted(inPostgres)}), ';' ORDER BY uuid::text COLLATE \"C\")) FROM events_main");
        Assert.Equal(expected, actual);

        // A NULL and an empty text stay apart.
        Assert.Equal(5_000L, await _bench.AskAsync("SELECT count(*) FROM events_main WHERE distinct_id IS NULL"));
        Assert.Equal(5_000L, await _bench.AskAsync("SELECT count(*) FROM events_main WHERE distinct_id = ''"));
        Assert.Equal(
            25_000L,
            await _bench.AskAsync(
                "SELECT count(*) FROM events_main WHERE \"timestamp\" >= '2024-03-01Z' AND \"timestamp\" < '2024-04-01Z' "
                + "AND _partition = '2024-03'"));
    }

    [Fact]
    public async Task A_reload_replaces_exactly_its_partition_and_the_same_files_are_not_loaded_again()
    {
        DuckFiles.Write($"SELECT * FROM ({DuckFiles.Events}) LIMIT 10", _bench.FilePath("2024-03-02", "other.parquet"));
        DuckFiles.Write($"SELECT * FROM ({DuckFiles.Events}) LIMIT 1000", _bench.FilePath(March, "a.parquet"));
        DuckFiles.Write($"SELECT * FROM ({DuckFiles.Events}) LIMIT 1000 OFFSET 1000", _bench.FilePath(March, "b.csv"));
        await _bench.LoadAsync("2024-03-02");
        var first = await _bench.PlanAsync(March);
        Assert.Equal(2_000, (await _bench.LoadAsync(first)).Rows);
        var physical = await _bench.AskAsync("SELECT min(xmin::text) || max(xmin::text) FROM events_main");

        // As often as you like: not a row is touched.
        Assert.Equal(2_000, (await _bench.LoadAsync(first)).Rows);
        Assert.Equal(2_000, (await _bench.LoadAsync(March)).Rows);
        Assert.Equal(physical, await _bench.AskAsync("SELECT min(xmin::text) || max(xmin::text) FROM events_main"));

        DuckFiles.Write($"SELECT * FROM ({DuckFiles.Events}) LIMIT 300", _bench.FilePath(March, "a.parquet"));
        var between = await _bench.PlanAsync(March);
        File.Delete(_bench.FilePath(March, "b.csv"));
        Assert.Equal(300, (await _bench.LoadAsync(March)).Rows);
        Assert.Equal(310, await _bench.CountAsync());
        Assert.Equal(10L, await _bench.AskAsync("SELECT count(*) FROM events_main WHERE _partition = '2024-03-02'"));

        var refused = await Assert.ThrowsAsync<BackfillException>(() => _bench.LoadAsync(between));
        Assert.Equal(BackfillFailure.Superseded, refused.Failure);
        Assert.Equal(310, await _bench.CountAsync());

        var loaded = await _bench.Setup.ReadLoadedAsync(_bench.Target, default);
        Assert.Equal(["2024-03:300", "2024-03-02:10"], loaded.Select(partition => $"{partition.Partition}:{partition.Rows}"));
    }

    [Fact]
    public async Task Loading_and_setting_up_twice_at_once_ends_like_once()
    {
        DuckFiles.Write(DuckFiles.Events, _bench.FilePath(March, "a.parquet"));
        DuckFiles.Write($"SELECT * FROM ({DuckFiles.Events}) LIMIT 100", _bench.FilePath("2024-03-02", "a.parquet"));
        var plans = new[] { await _bench.PlanAsync(March), await _bench.PlanAsync("2024-03-02") };
        var loaded = await Task.WhenAll(plans.Concat(plans).Select(_bench.LoadAsync));
        Assert.Equal([25_000, 100, 25_000, 100], loaded.Select(partition => partition.Rows));
        Assert.Equal(25_100, await _bench.CountAsync());
    }

    [Fact]
    public async Task Persons_load_also_without_a_time_and_are_replaced()
    {
        const string Persons = "SELECT 'd' || i AS distinct_id, md5('p' || i)::uuid AS person_id, CASE WHEN i % 2 = 0 THEN TIMESTAMP "
            + "'2024-03-05' END AS created_at, i % 4 = 0 AS is_deleted, i AS person_version, MAP {'k': i} AS "
            + "properties FROM range(100) r(i)";
        DuckFiles.Write(Persons, _bench.FilePath("full", "a.parquet", Dataset.Persons));
        Assert.Equal(100, (await _bench.LoadAsync("full", Dataset.Persons)).Rows);
        Assert.Equal(50L, await _bench.AskAsync("SELECT count(*) FROM persons_main WHERE created_at IS NULL"));
        Assert.Equal(25L, await _bench.AskAsync("SELECT count(*) FROM persons_main WHERE is_deleted"));
        Assert.Equal("99", await _bench.AskAsync("SELECT properties->>'k' FROM persons_main WHERE person_version = 99"));
        DuckFiles.Write($"SELECT * FROM ({Persons}) LIMIT 40", _bench.FilePath("full", "a.jsonl", Dataset.Persons));
        File.Delete(_bench.FilePath("full", "a.parquet", Dataset.Persons));
        Assert.Equal(40, (await _bench.LoadAsync("full", Dataset.Persons)).Rows);
        Assert.Equal(40, await _bench.CountAsync("persons_main"));
    }

    [Theory]
    [InlineData("uuid,event,timestamp\n" + Uuid + ",e,2024-03-01\nnope,e,2024-03-01\n", 2, "column uuid: not a uuid: 'nope'")]
    [InlineData("uuid,event,timestamp\n" + Uuid + ",e,03/01/2024\n", 1, "column timestamp: not a timestamptz: '03/01/2024'")]
    [InlineData("uuid,event,timestamp\n" + Uuid + ",e,\n", 1, "column timestamp: no value")]
    [InlineData("uuid,event,timestamp,team_id\n" + Uuid + ",e,2024-03-01,99999999999999999999\n", 1, "column team_id: not a bigint")]
    [InlineData(
        "uuid,event,timestamp,properties\n" + Uuid + ",e,2024-03-01,{}\n" + Uuid + ",e,2024-03-01,{nope}\n" + Uuid + ",e,2024-03-01,{}\n",
        2,
        "column properties: not valid JSON")]
    [InlineData(
        "uuid,event,timestamp,properties\n" + Uuid + ",e,2024-03-01,\"{\"\"a\"\":\"\"\\u0000\"\"}\"\n",
        1,
        "column properties: a NUL character")]
    [InlineData("uuid,event,timestamp\n" + Uuid + ",a\0b,2024-03-01\n", 1, "column event: a NUL character")]
    [InlineData("uuid,event,timestamp\n" + Uuid + ",e,2024-03-01\n" + Uuid + ",e\n", 2, "not readable as CSV")]
    [InlineData("uuid,event\n" + Uuid + ",e\n", null, "the column timestamp is missing")]
    [InlineData("just some text", null, "the column uuid is missing")]
    [InlineData("", null, "the file is empty")]
    public Task A_bad_csv_fails_with_file_row_and_reason(string content, int? row, string reason) =>
        AssertRefusedAsync("b.csv", Encoding.UTF8.GetBytes(content), row, reason);

    [Theory]
    [InlineData(
        """{"uuid":"00000000-0000-0000-0000-00000000000a","event":"e","timestamp":"2024-03-01"}""" + "\n{nope}\n",
        2,
        "not readable as JSON lines")]
    [InlineData(
        """{"uuid":"00000000-0000-0000-0000-00000000000a","event":"e","timestamp":"2024-03-01"}""" + "\n[1]\n",
        2,
        "not readable as JSON lines")]
    [InlineData(
        """{"uuid":"00000000-0000-0000-0000-00000000000a","event":"e\u0000","timestamp":"2024-03-01"}""",
        1,
        "column event: a NUL character")]
    [InlineData(
        """{"uuid":"00000000-0000-0000-0000-00000000000a","event":"e","timestamp":"2024-03-01","properties":{"a":"\u0000"}}""",
        1,
        "column properties: a NUL character")]
    [InlineData(
        """{"uuid":"00000000-0000-0000-0000-00000000000a","event":"e","timestamp":"2024-03-01","properties":"{no"}""",
        1,
        "column properties: not valid JSON")]
    [InlineData("""{"event":"e","timestamp":"2024-03-01"}""", 1, "column uuid: no value")]
    [InlineData("garbage \u0001", 1, "not readable as JSON lines")]
    public Task Bad_json_lines_fail_with_file_row_and_reason(string content, int? row, string reason) =>
        AssertRefusedAsync("b.jsonl", Encoding.UTF8.GetBytes(content), row, reason);

    [Theory]
    [InlineData("csv.gz", 1)]
    [InlineData("csv.gz", 4)]
    [InlineData("csv.gz", 9)]
    [InlineData("jsonl.gz", 8)]
    [InlineData("jsonl.gz", 3000)]
    public async Task A_gzip_without_its_end_is_refused(string format, int missing)
    {
        var path = _bench.FilePath("2024-04", $"whole.{format}");
        DuckFiles.Write(DuckFiles.Events, path);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await AssertRefusedAsync($"b.{format}", bytes[..^missing], null, "not a complete gzip file");
    }

    [Fact]
    public async Task A_gzip_that_ends_between_two_rows_is_refused_and_garbage_is_too()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes($"uuid,event,timestamp\n{Uuid},e,2024-03-01\n"));
            gzip.Flush();
            packed.Position = packed.Length;
            await AssertRefusedAsync("b.csv.gz", packed.ToArray(), null, "not a complete gzip file");
        }

        await AssertRefusedAsync("b.csv.gz", Encoding.UTF8.GetBytes("this is no gzip file at all"), null, "not a complete gzip file");
    }

    [Fact]
    public async Task A_truncated_parquet_and_one_of_garbage_are_refused()
    {
        var path = _bench.FilePath("2024-04", "whole.parquet");
        DuckFiles.Write(DuckFiles.Events, path);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await AssertRefusedAsync("b.parquet", bytes[..(bytes.Length / 2)], null, "not readable as Parquet");
        await AssertRefusedAsync(
            "b.parquet", Encoding.UTF8.GetBytes("PAR1 garbage that is long enough PAR1"), null, "not readable as Parquet");

        // Whole at both ends, rotten in the middle.
        Array.Fill(bytes, (byte)0xff, bytes.Length / 3, bytes.Length / 3);
        await AssertRefusedAsync("b.parquet", bytes, null, "");

        DuckFiles.Write("SELECT 1 AS uuid, 'e' AS event, DATE '2024-03-01' AS timestamp", path);
        await AssertRefusedAsync(
            "b.parquet",
            await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken),
            null,
            "the column uuid is of the type INTEGER");
    }

    [Fact]
    public async Task Columns_the_table_does_not_have_are_told_and_no_name_becomes_sql()
    {
        DuckFiles.Write(
            $"""SELECT *, 1 AS "extra", 2 AS "x'); DROP TABLE t; --", 3 AS "UUIDS" FROM ({DuckFiles.Events}) LIMIT 10""",
            _bench.FilePath(March, "it's.parquet"));
        DuckFiles.Write($"""SELECT *, 1 AS "more" FROM ({DuckFiles.Events}) LIMIT 10""", _bench.FilePath(March, "b.jsonl"));
        DuckFiles.Write($"""SELECT 1 AS "first", * FROM ({DuckFiles.Events}) LIMIT 10""", _bench.FilePath(March, "c.csv.gz"));
        var loaded = await _bench.LoadAsync(March);
        Assert.Equal(30, loaded.Rows);
        Assert.Equal(["UUIDS", "extra", "first", "more", "x'); DROP TABLE t; --"], loaded.UnknownColumns);
    }

    [Fact]
    public async Task Rows_of_two_kilobytes_fit_into_the_readers_memory()
    {
        const string Wide = "SELECT uuid, event, timestamp, {'k': uuid, 'pad': repeat(md5(event), 60)} AS properties FROM";
        DuckFiles.Write(
            $"{Wide} (SELECT uuid() AS uuid, 'e' || i AS event, TIMESTAMP '2024-03-01' AS timestamp FROM range(70000) r(i))",
            _bench.FilePath(March, "a.parquet"));
        Assert.Equal(70_000, (await _bench.LoadAsync(March)).Rows);
    }

    [Fact]
    public async Task A_table_of_the_customers_own_is_left_alone()
    {
        await _bench.AskAsync("CREATE TABLE events_main (uuid uuid)");
        DuckFiles.Write(DuckFiles.Events, _bench.FilePath(March, "a.parquet"));
        var refused = await Assert.ThrowsAsync<BackfillException>(() => _bench.LoadAsync(March));
        Assert.Equal(BackfillFailure.TableTaken, refused.Failure);
        Assert.Equal(0, await _bench.CountAsync());

        // Also when it came after the setup.
        await _bench.AskAsync("DROP TABLE events_main");
        var plan = await _bench.PlanAsync(March);
        await _bench.Setup.EnsureAsync(_bench.Target, [plan], default);
        await _bench.AskAsync("DROP TABLE events_main; CREATE TABLE events_main (uuid uuid)");
        await _bench.AskAsync($"GRANT ALL ON events_main TO \"{_bench.Target.ServiceLogin}\"");
        refused = await Assert.ThrowsAsync<BackfillException>(
            () => _bench.Loader.LoadAsync(_bench.Target, plan, LoadBench.Unwatched.Instance, default));
        Assert.Equal(BackfillFailure.TableTaken, refused.Failure);
    }

    [Fact]
    public async Task A_table_that_was_dropped_is_loaded_again()
    {
        DuckFiles.Write(DuckFiles.Events, _bench.FilePath(March, "a.parquet"));
        var plan = await _bench.PlanAsync(March);
        await _bench.LoadAsync(plan);
        await _bench.AskAsync("DROP TABLE events_main");
        Assert.Empty(await _bench.Setup.ReadLoadedAsync(_bench.Target, default));
        var missing = await Assert.ThrowsAsync<BackfillException>(
            () => _bench.Loader.LoadAsync(_bench.Target, plan, LoadBench.Unwatched.Instance, default));
        Assert.Equal(BackfillFailure.TableMissing, missing.Failure);
        await _bench.LoadAsync(plan);
        Assert.Equal(25_000, await _bench.CountAsync());
    }

    [Fact]
    public async Task A_customer_reads_the_tables_and_cannot_write_them()
    {
        DuckFiles.Write(DuckFiles.Events, _bench.FilePath(March, "a.parquet"));
        await _bench.LoadAsync(March);
        Assert.Equal(
            1L,
            await _bench.AskAsync(
                "SELECT count(*) FROM pg_class WHERE relname LIKE 'events%' AND relnamespace = 'public'::regnamespace "
                + "AND relkind IN ('r', 'p')"));
        await Assert.ThrowsAsync<PostgresException>(() => _bench.AskAsync("DELETE FROM events_main"));
        await Assert.ThrowsAsync<PostgresException>(
            () => _bench.AskAsync("CREATE TRIGGER t BEFORE INSERT ON events_main EXECUTE FUNCTION suppress_redundant_updates_trigger()"));
    }

    [Fact]
    public async Task A_file_that_changed_or_went_since_the_listing_fails_the_load()
    {
        var path = _bench.FilePath(March, "a.csv");
        DuckFiles.Write(DuckFiles.Events, path);
        var plan = await _bench.PlanAsync(March);
        await File.AppendAllTextAsync(path, "\n", TestContext.Current.CancellationToken);
        Assert.Equal(
            BackfillFailure.ChangedWhileLoading, (await Assert.ThrowsAsync<BackfillException>(() => _bench.LoadAsync(plan))).Failure);
        File.Delete(path);
        var failure = await Assert.ThrowsAsync<BackfillException>(() => _bench.LoadAsync(plan));
        Assert.Equal((BackfillFailure.ChangedWhileLoading, plan.Files[0].Key), (failure.Failure, failure.File));
        Assert.Equal(0, await _bench.CountAsync());
    }

    [Fact]
    public async Task A_load_that_is_cancelled_half_way_leaves_what_was_there()
    {
        DuckFiles.Write($"SELECT * FROM ({DuckFiles.Events}) LIMIT 10", _bench.FilePath(March, "a.parquet"));
        await _bench.LoadAsync(March);
        DuckFiles.Write(DuckFiles.Events, _bench.FilePath(March, "a.parquet"));
        var plan = await _bench.PlanAsync(March);
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _bench.Loader.LoadAsync(_bench.Target, plan, new CancelAt(10_000, cancel), cancel.Token));
        Assert.Equal(10, await _bench.CountAsync());
        Assert.Equal(25_000, (await _bench.LoadAsync(plan)).Rows);
    }

    [Fact]
    public async Task A_text_that_no_index_can_hold_fails_its_row_in_plain_words()
    {
        // Random digits: PostgreSQL compresses what repeats itself.
        var digits = new Random(1);
        var name = string.Concat(Enumerable.Range(0, 9_000).Select(_ => (char)('!' + digits.Next(90)))).Replace(
            '"', '-').Replace('\\', '-');
        await AssertRefusedAsync(
            "b.jsonl",
            Encoding.UTF8.GetBytes($$"""{"uuid":"{{Uuid}}","event":"{{name}}","timestamp":"2024-03-01T00:00:00Z"}"""),
            1,
            "a value of event or distinct_id is too long");
    }

    [Fact]
    public void What_a_killed_silo_left_in_the_scratch_folder_is_swept_and_what_is_in_use_is_not()
    {
        var left = Directory.CreateDirectory(Path.Combine(_bench.Scratch, "warehouse-load-dead")).FullName;
        File.WriteAllText(Path.Combine(left, "file.Csv"), "left");
        var options = new BackfillLoadingOptions { ScratchFolder = _bench.Scratch };
        using var living = new ScratchFolder(options);
        Assert.True(Directory.Exists(left));
        foreach (var folder in new[] { left, living.Path })
        {
            Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddHours(-1));
        }

        using var next = new ScratchFolder(options);
        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(living.Path));
    }

    private static string Quoted(string columns) => string.Join(", ", columns.Split(", ").Select(column => $"COALESCE({column}, '~')"));

    /// <summary>Beside good files before it, the file fails the partition, and what was loaded before stays.</summary>
    private async Task AssertRefusedAsync(string name, byte[] content, int? row, string reason)
    {
        DuckFiles.Write($"SELECT * FROM ({DuckFiles.Events}) LIMIT 100", _bench.FilePath(March, "a.parquet"));
        await _bench.LoadAsync(March);
        DuckFiles.Write($"SELECT * FROM ({DuckFiles.Events}) LIMIT 50", _bench.FilePath(March, "a.parquet"));
        await File.WriteAllBytesAsync(_bench.FilePath(March, name), content);
        var failure = await _bench.FailAsync(March);
        TestContext.Current.TestOutputHelper?.WriteLine(failure.Message);
        Assert.Equal(BackfillFailure.BadInput, failure.Failure);
        Assert.Equal($"backfill/1/events/{March}/{name}", failure.File);
        Assert.StartsWith(reason, failure.Reason, StringComparison.Ordinal);
        Assert.Equal(row, failure.Row);
        Assert.DoesNotContain(_bench.Scratch, failure.ToString().Split("--->")[0], StringComparison.Ordinal);
        Assert.Equal(100, await _bench.CountAsync());
        File.Delete(_bench.FilePath(March, name));
    }

    private sealed class CancelAt(long rows, CancellationTokenSource cancel) : ILoadWatch
    {
        public void Moved(long soFar, long bytes)
        {
            if (soFar >= rows)
            {
                cancel.Cancel();
            }
        }

        public void Expect(TimeSpan silence)
        {
        }
    }
}

/// <inheritdoc/>
[Collection<OnPostgres18>]
public sealed class LoaderOnPostgres18Tests(Postgres18Fixture cluster) : LoaderTests(cluster);
