using Npgsql;
using Warehouse.Warehouses.Servers;

namespace Warehouse.Backfills;

internal static class TableOwnership
{
    /// <summary>The id of our table in <c>public</c>, null when nothing has its name.</summary>
    /// <exception cref="BackfillException">The name is taken by something that is not our table.</exception>
    public static async Task<uint?> FindAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT c.oid, r.rolname = current_user AND c.relkind = 'p'
            FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
            WHERE c.relnamespace = to_regnamespace('public') AND c.relname = $1
            """, connection)
        {
            Parameters = { WarehouseServer.Text(table) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        return reader.GetBoolean(1) ? reader.GetFieldValue<uint>(0) : throw WarehouseFailure.TableTaken(table);
    }
}
