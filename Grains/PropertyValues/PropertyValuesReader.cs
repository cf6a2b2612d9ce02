using System.Data;
using Microsoft.Extensions.Options;
using Npgsql;
using Warehouse.Failures;
using Warehouse.Jobs;
using Warehouse.Servers;
using Warehouse.Tables;
using Warehouse.Warehouses;

namespace Warehouse.PropertyValues;

/// <summary>
/// Asks the customer's warehouse. The tables are the customer's, so are their functions and views: the question is asked by the service
/// login, read-only, with a time limit and PostgreSQL's own functions only.
/// </summary>
internal sealed partial class PropertyValuesReader(
    WarehouseServers servers, ServiceLogins serviceLogins, JobStore jobs, IOptions<PropertyValuesOptions> options, ILogger<PropertyValuesReader> logger)
{
    public async Task<ValuesAnswer> ReadAsync(WarehouseAccess access, PropertyValuesQuery query)
    {
        // PostgreSQL knows no NUL: nothing is called so.
        if (query.TableName.Contains('\0', StringComparison.Ordinal))
        {
            return PropertyValuesOutcome.TableNotFound;
        }

        using var limit = new CancellationTokenSource(options.Value.TimeLimit + TimeSpan.FromSeconds(1));
        try
        {
            return await ReadAsync(access, query, limit.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled })
        {
            return PropertyValuesOutcome.TimedOut;
        }
        catch (NpgsqlException exception)
        {
            Failed(logger, query.OrganizationId, exception);
            throw new UnavailableException("The warehouse could not answer. Try again.");
        }
    }

    private async Task<ValuesAnswer> ReadAsync(WarehouseAccess access, PropertyValuesQuery query, CancellationToken cancellationToken)
    {
        var hidden = await HiddenFromAsync(access, query, cancellationToken);
        var password = serviceLogins.PasswordFor(query.OrganizationId, access.DatabaseName);
        await using var connection = servers.Get(access.Server).OpenPathConnection(access.DatabaseName, access.ServiceLogin, password, pooled: true);
        try
        {
            await connection.OpenAsync(cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            throw new NpgsqlException("The warehouse server did not answer.", exception);
        }

        // One snapshot: the index and the table tell of the same rows.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await connection.ExecuteAsync(
            $"SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = {(int)options.Value.TimeLimit.TotalMilliseconds}; SET LOCAL TimeZone = 'UTC'",
            cancellationToken);

        if (await TableColumns.FindAsync(connection, query.TableName, hidden, cancellationToken) is not { } table)
        {
            return PropertyValuesOutcome.TableNotFound;
        }

        if (table.Resolve(query.Key) is not { } target)
        {
            return PropertyValuesOutcome.ColumnNotFound;
        }

        if (query.Value?.Contains('\0', StringComparison.Ordinal) == true)
        {
            return PropertyValuesOutcome.Found;
        }

        var indexed = LoadedInto(table, access, query.ProjectId) is { } dataset
            ? await ValueIndex.FindAsync(connection, query.ProjectId, dataset, target, query.Value, ValuesQuery.MaxValues, cancellationToken)
            : null;
        return indexed is { IsComplete: true } or { Values.Count: ValuesQuery.MaxValues }
            ? Found(indexed, query)
            : await ScanAsync(connection, table, target, query, indexed, cancellationToken);
    }

    /// <summary>Other projects' tables. Those of a project's suffix and those its jobs load are its own, every other is everybody's.</summary>
    private async Task<string[]> HiddenFromAsync(WarehouseAccess access, PropertyValuesQuery query, CancellationToken cancellationToken)
    {
        var loaded = access.TableSuffixes.Where(entry => entry.Key != query.ProjectId).SelectMany(entry => ProjectTables.NamesFor(entry.Value));
        var registered = await jobs.FindTablesOfOthersAsync(query.OrganizationId, query.ProjectId, cancellationToken);
        return [.. loaded, .. registered];
    }

    /// <summary>The dataset whose loads fill the table; null when it is not one that they fill.</summary>
    private static Dataset? LoadedInto(TableColumns table, WarehouseAccess access, long projectId) =>
        table is { Schema: "public", IsLoginsOwn: true } && access.TableSuffixes.TryGetValue(projectId, out var suffix)
            ? Enum.GetValues<Dataset>().Cast<Dataset?>().FirstOrDefault(dataset => ProjectTables.NameOf(dataset!.Value, suffix) == table.Table)
            : null;

    private static async Task<ValuesAnswer> ScanAsync(
        NpgsqlConnection connection, TableColumns table, ColumnTarget target, PropertyValuesQuery query, IndexedValues? indexed, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = ValuesQuery.Create(connection, table, target, query.Value);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var values = new List<string>();
            while (await reader.ReadAsync(cancellationToken))
            {
                values.Add(JsonText.SortKeys(reader.GetString(0)));
            }

            return new(new PropertyValuesResult { Outcome = PropertyValuesOutcome.Found, Values = values }, ValuesSource.Scan);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            // Some of the values are better than none.
            return indexed is { Values.Count: > 0 } ? Found(indexed, query) : PropertyValuesOutcome.TimedOut;
        }
    }

    private static ValuesAnswer Found(IndexedValues indexed, PropertyValuesQuery query)
    {
        IReadOnlyList<string> values = query.Value is null ? [.. indexed.Values.Order(StringComparer.Ordinal)] : indexed.Values;
        return new(new PropertyValuesResult { Outcome = PropertyValuesOutcome.Found, Values = values }, ValuesSource.Index);
    }

    [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId}: property values could not be read")]
    private static partial void Failed(ILogger logger, Guid organizationId, Exception exception);
}
