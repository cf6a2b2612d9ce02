using System.Globalization;
using Npgsql;
using Warehouse.Servers;
using Warehouse.Tables;

namespace Warehouse.Backfills.Loading;

/// <summary>
/// Makes a project's tables. They stand in <c>public</c> and belong to the service login, so that nobody else writes to them; their
/// monthly parts stand in the internal schema, out of the customer's sight.
/// </summary>
internal sealed partial class ProjectTablesSetup(ServiceSessions sessions, ILogger<ProjectTablesSetup> logger)
{
    /// <summary>Parts of one table. The planner looks at each of them in every query; what has no part is in the default one.</summary>
    private const int MaxMonths = 360;

    private static readonly TimeSpan AnalysisLimit = TimeSpan.FromSeconds(25);

    /// <summary>May be repeated, and run twice at once.</summary>
    /// <exception cref="BackfillException">A table of that name is the customer's.</exception>
    public async Task EnsureAsync(BackfillTarget target, IReadOnlyCollection<PartitionPlan> plans, CancellationToken cancellationToken)
    {
        await using var connection = await sessions.OpenAsync(target, cancellationToken);
        try
        {
            foreach (var group in plans.GroupBy(plan => plan.Dataset))
            {
                var table = DatasetTable.Of(group.Key);
                var parent = await EnsureTableAsync(connection, target, table, cancellationToken);
                foreach (var month in group.Select(plan => PartitionMonths.MonthOf(plan.Partition)).OfType<DateOnly>().Distinct().Order().Take(MaxMonths))
                {
                    await EnsureMonthAsync(connection, target, table, parent, month, cancellationToken);
                }
            }
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw WarehouseFailure.Busy(exception);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidSchemaName)
        {
            throw new BackfillException(null, null, "the schema public does not let the service login make tables", BackfillFailure.TableTaken, exception);
        }
    }

    /// <summary>What stands in the project's tables; nothing where a table has been dropped.</summary>
    public async Task<IReadOnlyList<LoadedPartition>> ReadLoadedAsync(BackfillTarget target, CancellationToken cancellationToken)
    {
        await using var connection = await sessions.OpenAsync(target, cancellationToken);
        return await PartitionLedger.ReadAsync(connection, target, cancellationToken);
    }

    /// <summary>From now on this load may commit, and no other of the partition.</summary>
    public async Task WantAsync(BackfillTarget target, PartitionPlan plan, Guid loadId, CancellationToken cancellationToken)
    {
        await using var connection = await sessions.OpenAsync(target, cancellationToken);
        await WantedLoads.PutAsync(connection, target.ProjectId, plan.Dataset, plan.Partition, loadId, cancellationToken);
    }

    /// <summary>When it returns, these loads have committed or never will.</summary>
    public async Task WithdrawAsync(BackfillTarget target, IReadOnlyCollection<Guid> loadIds, CancellationToken cancellationToken)
    {
        await using var connection = await sessions.OpenAsync(target, cancellationToken);
        await WantedLoads.WithdrawAsync(connection, target.ProjectId, loadIds, cancellationToken);
    }

    /// <summary>
    /// Has PostgreSQL look at what is in the project's tables, so that the customer's first queries are planned well: of a partitioned table
    /// it does not do so by itself. Best effort: it waits for nobody and an error is no failure.
    /// </summary>
    public async Task AnalyzeAsync(BackfillTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await sessions.OpenAsync(target, cancellationToken);
            await connection.ExecuteAsync($"SET statement_timeout = {(int)AnalysisLimit.TotalMilliseconds}; SET lock_timeout = '1s'", cancellationToken);
            foreach (var dataset in Enum.GetValues<Dataset>())
            {
                var name = DatasetTable.Of(dataset).NameFor(target.TableSuffix);
                if (await OwnTable.FindAsync(connection, name, cancellationToken) is not null)
                {
                    await connection.ExecuteFormattedAsync("ANALYZE public.%I", cancellationToken, name);
                }
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or BackfillException)
        {
            NotAnalyzed(logger, target.OrganizationId, exception);
        }
    }

    private static async Task<uint> EnsureTableAsync(NpgsqlConnection connection, BackfillTarget target, DatasetTable table, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(connection, cancellationToken);
        await PartitionLedger.CreateAsync(connection, cancellationToken);
        await WantedLoads.CreateAsync(connection, cancellationToken);
        await ValueIndex.CreateAsync(connection, cancellationToken);
        var name = table.NameFor(target.TableSuffix);
        if (await OwnTable.FindAsync(connection, name, cancellationToken) is not { } parent)
        {
            var columns = string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\" {column.SqlType}{(column.IsRequired ? " NOT NULL" : "")}"));
            await connection.ExecuteFormattedAsync(
                $"CREATE TABLE public.%I ({columns}, {DatasetTable.PartitionColumn} text NOT NULL) PARTITION BY RANGE (\"{table.TimeColumn}\")", cancellationToken, name);
            foreach (var index in table.Indexes)
            {
                await connection.ExecuteFormattedAsync($"CREATE INDEX ON public.%I USING {index}", cancellationToken, name);
            }

            // Whatever was loaded went with the table it was loaded into.
            await PartitionLedger.ForgetAsync(connection, target.ProjectId, table, cancellationToken);
            await ValueIndex.ForgetAsync(connection, target.ProjectId, table.Prefix, partition: null, cancellationToken);
            parent = (await OwnTable.FindAsync(connection, name, cancellationToken))!.Value;
            await connection.ExecuteFormattedAsync(
                $"CREATE TABLE {WarehouseServer.InternalSchema}.%I PARTITION OF public.%I DEFAULT", cancellationToken, PartName(table, parent, "rest"), name);
        }

        await connection.ExecuteFormattedAsync("GRANT SELECT ON public.%I TO %I", cancellationToken, name, target.RootLogin);
        await transaction.CommitAsync(cancellationToken);
        return parent;
    }

    /// <summary>A part that cannot be made is no failure: its rows are in the default part then.</summary>
    private async Task EnsureMonthAsync(
        NpgsqlConnection connection, BackfillTarget target, DatasetTable table, uint parent, DateOnly month, CancellationToken cancellationToken)
    {
        var part = PartName(table, parent, month.ToString("yyyy_MM", CultureInfo.InvariantCulture));
        if (await IsThereAsync(connection, part, cancellationToken))
        {
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await LockAsync(connection, cancellationToken);
            if (await IsThereAsync(connection, part, cancellationToken))
            {
                return;
            }

            // Attaching blocks neither loads nor queries of other months, as PARTITION OF would. It waits for those of the default part.
            var name = table.NameFor(target.TableSuffix);
            await connection.ExecuteAsync("SET LOCAL lock_timeout = '1s'", cancellationToken);
            await connection.ExecuteFormattedAsync($"CREATE TABLE {WarehouseServer.InternalSchema}.%I (LIKE public.%I)", cancellationToken, part, name);
            await connection.ExecuteFormattedAsync(
                $"ALTER TABLE public.%I ATTACH PARTITION {WarehouseServer.InternalSchema}.%I FOR VALUES FROM (%L) TO (%L)",
                cancellationToken, name, part, Start(month), Start(month.AddMonths(1)));
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState
            is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.CheckViolation or PostgresErrorCodes.InvalidObjectDefinition)
        {
            MonthNotMade(logger, target.OrganizationId, month, exception.MessageText);
        }
    }

    // By the parent's id: a table that was renamed or moved away keeps its parts, and the new one gets its own.
    private static string PartName(DatasetTable table, uint parent, string part) => $"{table.Prefix}_{parent}_{part}";

    private static string Start(DateOnly month) => month.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + " 00:00:00+00";

    // Not to_regclass(): it may answer from a session's cache, which waiting for the lock does not renew.
    private static async Task<bool> IsThereAsync(NpgsqlConnection connection, string part, CancellationToken cancellationToken) =>
        (bool)(await connection.ScalarAsync(
            $"SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = '{WarehouseServer.InternalSchema}'::regnamespace AND relname = $1)",
            cancellationToken, WarehouseServer.Text(part)))!;

    /// <summary>One setup at a time in a warehouse, until the transaction ends.</summary>
    private static Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended('backfill/tables', 0))", cancellationToken);

    [LoggerMessage(LogLevel.Information, "Organization {OrganizationId}: what was loaded could not be analyzed")]
    private static partial void NotAnalyzed(ILogger logger, Guid organizationId, Exception exception);

    [LoggerMessage(LogLevel.Information, "Organization {OrganizationId}: no part for {Month}, its rows go to the default part: {Reason}")]
    private static partial void MonthNotMade(ILogger logger, Guid organizationId, DateOnly month, string reason);
}
