using Microsoft.Extensions.Options;
using Npgsql;
using Warehouse.Failures;
using Warehouse.Teams;
using Warehouse.Warehouses;
using Warehouse.Warehouses.Servers;

namespace Warehouse.PropertyValues;

/// <summary>
/// Asks the customer's warehouse. The tables are the customer's, so are their functions and views: the question is asked by the service
/// login, read-only, with a time limit and PostgreSQL's own functions only.
/// </summary>
internal sealed partial class PropertyValuesReader(
    WarehouseServers servers, ServiceLogins serviceLogins, IOptions<PropertyValuesOptions> options, ILogger<PropertyValuesReader> logger)
{
    public async Task<PropertyValuesResult> ReadAsync(WarehouseAccess access, PropertyValuesQuery query)
    {
        // PostgreSQL knows no NUL: nothing is called so.
        if (query.TableName.Contains('\0', StringComparison.Ordinal))
        {
            return new PropertyValuesResult { Outcome = PropertyValuesOutcome.TableNotFound };
        }

        using var limit = new CancellationTokenSource(options.Value.TimeLimit + TimeSpan.FromSeconds(1));
        try
        {
            return await ReadAsync(access, query, limit.Token);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            return new PropertyValuesResult { Outcome = PropertyValuesOutcome.TimedOut };
        }
        catch (OperationCanceledException)
        {
            return new PropertyValuesResult { Outcome = PropertyValuesOutcome.TimedOut };
        }
        catch (NpgsqlException exception)
        {
            Failed(logger, query.OrganizationId, exception);
            throw new UnavailableException("The warehouse could not answer. Try again.");
        }
    }

    private async Task<PropertyValuesResult> ReadAsync(WarehouseAccess access, PropertyValuesQuery query, CancellationToken cancellationToken)
    {
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

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(
            $"SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = {(int)options.Value.TimeLimit.TotalMilliseconds}; SET LOCAL TimeZone = 'UTC'",
            cancellationToken);

        // The tables of a project's suffix are its own; every other table belongs to whoever is in the warehouse.
        var others = access.TableSuffixes.Where(entry => entry.Key != query.ProjectId).SelectMany(entry => ProjectTables.NamesFor(entry.Value));
        if (await TableColumns.FindAsync(connection, query.TableName, [.. others], cancellationToken) is not { } table)
        {
            return new PropertyValuesResult { Outcome = PropertyValuesOutcome.TableNotFound };
        }

        if (table.Resolve(query.Key) is not { } target)
        {
            return new PropertyValuesResult { Outcome = PropertyValuesOutcome.ColumnNotFound };
        }

        if (query.Value?.Contains('\0', StringComparison.Ordinal) == true)
        {
            return new PropertyValuesResult { Outcome = PropertyValuesOutcome.Found };
        }

        await using var command = ValuesQuery.Create(connection, table, target, query.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            values.Add(JsonText.SortKeys(reader.GetString(0)));
        }

        return new PropertyValuesResult { Outcome = PropertyValuesOutcome.Found, Values = values };
    }

    [LoggerMessage(LogLevel.Warning, "Organization {OrganizationId}: property values could not be read")]
    private static partial void Failed(ILogger logger, Guid organizationId, Exception exception);
}
