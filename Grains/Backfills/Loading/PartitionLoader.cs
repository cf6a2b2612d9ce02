using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Warehouse.ObjectStore;
using Warehouse.Servers;
using Warehouse.Tables;

namespace Warehouse.Backfills.Loading;

/// <summary>
/// Loads one partition: its old rows out, all rows of its files in, its values indexed, and the row in the ledger, in one transaction. So
/// whatever dies when, the warehouse holds the partition as it was or as it is to be.
/// </summary>
internal sealed class PartitionLoader(
    ServiceSessions sessions, IObjectStore store, IOptions<BackfillLoadingOptions> options, IOptions<LoadLimits> limits)
{
    /// <summary>Rows deleted in a second, of which even a slow server does more.</summary>
    private const int SlowestDelete = 5_000;

    /// <summary>Unknown columns that are told of; a broken file may have any number.</summary>
    private const int MaxUnknown = 100;

    /// <summary>Replaces what is loaded of the partition by what the plan's files hold. The tables are there already.</summary>
    /// <param name="watch">Hears how far it is.</param>
    /// <returns>What is loaded; also when these very files were loaded before, and nothing was done.</returns>
    /// <exception cref="BackfillException">The files, the warehouse or a later listing stand against it. Nothing has changed.</exception>
    public Task<LoadedPartition> LoadAsync(
        BackfillTarget target, PartitionPlan plan, ILoadWatch watch, CancellationToken cancellationToken) =>
        // Reading and writing block: not on a grain's scheduler.
        Task.Run(() => LoadPartitionAsync(target, plan, new LoadProgress(watch), cancellationToken), cancellationToken);

    private async Task<LoadedPartition> LoadPartitionAsync(
        BackfillTarget target, PartitionPlan plan, LoadProgress progress, CancellationToken cancellationToken)
    {
        var table = DatasetTable.Of(plan.Dataset);
        var name = table.NameFor(target.TableSuffix);
        var starts = new FileStarts();
        await using var connection = await sessions.OpenAsync(target, cancellationToken);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            progress.Expect(limits.Value.StallAfter + (2 * options.Value.LockTimeout));
            await LockAsync(connection, target, plan, table, cancellationToken);
            progress.Report();
            if (await PartitionLedger.FindAsync(connection, target, plan, cancellationToken) is var (before, min, max))
            {
                if (before.Fingerprint == plan.Fingerprint)
                {
                    return await ConfirmAsync(connection, transaction, target, plan, before, cancellationToken);
                }

                if (plan.PlannedAt < before.PlannedAt)
                {
                    throw new BackfillException(null, null, "a later listing of this partition is loaded already", BackfillFailure.Superseded);
                }

                var limit = limits.Value.StallAfter + TimeSpan.FromSeconds(before.Rows / SlowestDelete);
                progress.Expect(limit);
                await DeleteAsync(connection, table, name, plan.Partition, min, max, limit, cancellationToken);
                progress.Report();
            }

            var loaded = await CopyAsync(connection, target, plan, table, starts, progress, cancellationToken);
            if (plan.LoadId is { } id
                && !await WantedLoads.TakeAsync(connection, target.ProjectId, plan.Dataset, plan.Partition, id, cancellationToken))
            {
                throw new BackfillException(null, null, "the load was called off", BackfillFailure.NotWanted);
            }

            await transaction.CommitAsync(cancellationToken);
            return loaded;
        }
        catch (PostgresException exception) when (WarehouseFailure.From(exception, name, starts.Locate) is { } failure)
        {
            throw failure;
        }
    }

    private static async Task LockAsync(NpgsqlConnection connection, BackfillTarget target, PartitionPlan plan, DatasetTable table, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
            cancellationToken, WarehouseServer.Text($"backfill/{target.ProjectId}/{table.Prefix}/{plan.Partition}"));

        // Locked first and looked at then: from here on nobody can put another table in its place.
        var name = table.NameFor(target.TableSuffix);
        await connection.ExecuteFormattedAsync("LOCK TABLE ONLY public.%I IN ROW EXCLUSIVE MODE", cancellationToken, name);
        if (await OwnTable.FindAsync(connection, name, cancellationToken) is null)
        {
            throw new BackfillException(null, null, $"public.{name} is not there any more", BackfillFailure.TableMissing);
        }
    }

    private static async Task<LoadedPartition> ConfirmAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, BackfillTarget target, PartitionPlan plan, LoadedPartition before, CancellationToken cancellationToken)
    {
        if (plan.PlannedAt <= before.PlannedAt)
        {
            return before;
        }

        // A listing from in between, with other files, must not win over this one.
        await PartitionLedger.ConfirmAsync(connection, target, plan, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return before with { PlannedAt = plan.PlannedAt };
    }

    private static async Task DeleteAsync(
        NpgsqlConnection connection, DatasetTable table, string name, string partition, DateTime? min, DateTime? max, TimeSpan limit,
        CancellationToken cancellationToken)
    {
        // The times let PostgreSQL leave the parts of other months alone.
        var column = $"\"{table.TimeColumn}\"";
#pragma warning disable CA2100 // The name is made of a suffix that is nothing but a-z, 0-9 and underscore, and is quoted.
        await using var command = new NpgsqlCommand(
            $"DELETE FROM public.{Quote(name)} WHERE {DatasetTable.PartitionColumn} = $1 AND ({column} BETWEEN $2 AND $3 OR {column} IS NULL)", connection)
#pragma warning restore CA2100
        {
            CommandTimeout = (int)limit.TotalSeconds,
            Parameters = { WarehouseServer.Text(partition), Time(min), Time(max) },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<LoadedPartition> CopyAsync(
        NpgsqlConnection connection, BackfillTarget target, PartitionPlan plan, DatasetTable table, FileStarts starts, LoadProgress progress,
        CancellationToken cancellationToken)
    {
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        var columns = string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\"").Append(DatasetTable.PartitionColumn));
        using var scratch = new ScratchFolder(options.Value);
        using var reader = new FileReader(scratch.Path, options.Value.ReaderMemory);
        RowWriter writer;
        await using (var importer = await connection.BeginBinaryImportAsync(
            $"COPY public.{Quote(table.NameFor(target.TableSuffix))} ({columns}) FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            // A write that the server does not take for so long breaks the connection.
            importer.Timeout = limits.Value.StallAfter;
            writer = new RowWriter(importer, table, plan.Partition);
            foreach (var file in plan.Files)
            {
                if (FileFormats.Of(file.Key) is not var (format, isPacked))
                {
                    throw new BackfillException(file.Key, null, "not a file of a format we read");
                }

                starts.Begin(file.Key, progress.Rows);
                var path = await scratch.PutAsync(store, target.Bucket, file, format, isPacked, progress, cancellationToken);
                long row = 0;
                try
                {
                    var found = reader.Describe(path, format, table);
                    unknown.UnionWith(found.Unknown.Take(MaxUnknown - unknown.Count));
                    foreach (var values in reader.Read(found, format))
                    {
                        row++;
                        cancellationToken.ThrowIfCancellationRequested();
                        writer.Write(found.Known, values);

                        // Of other formats the file itself was counted as it was unpacked.
                        progress.AddRow(format == FileFormat.Parquet ? values.Sum(value => value is string text ? text.Length : sizeof(long)) : 0);
                    }
                }
                catch (FileReadException exception)
                {
                    // The reader reads ahead of the row at hand, and knows its own; a wrong value is in the row at hand.
                    var isValue = exception.InnerException is null && row > 0;
                    throw new BackfillException(file.Key, isValue ? row : exception.Row, exception.Message, innerException: exception);
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            await importer.CompleteAsync(cancellationToken);
        }

        progress.Report();
        progress.Expect(limits.Value.StallAfter + (2 * options.Value.LockTimeout));
        await ValueIndex.WriteAsync(connection, target.ProjectId, table, plan.Partition, writer.Values, cancellationToken);
        var loaded = new LoadedPartition
        {
            Dataset = plan.Dataset,
            Partition = plan.Partition,
            Fingerprint = plan.Fingerprint,
            PlannedAt = plan.PlannedAt,
            Rows = progress.Rows,
            UnknownColumns = [.. unknown],
        };
        await PartitionLedger.WriteAsync(connection, target, plan, loaded, writer.Min, writer.Max, cancellationToken);
        return loaded;
    }

    private static string Quote(string name)
    {
        using var builder = new NpgsqlCommandBuilder();
        return builder.QuoteIdentifier(name);
    }

    private static NpgsqlParameter Time(DateTime? time) => new() { Value = (object?)time ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
