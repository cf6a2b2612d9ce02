using Npgsql;
using Warehouse.Servers;

namespace Warehouse.Tables;

/// <summary>What stands in <c>public</c> under the name of one of our tables.</summary>
internal static class TableOwnership
{
    /// <summary>The table's id and whether it is ours; null when nothing has its name.</summary>
    public static async Task<(uint Id, bool IsOurs)?> FindAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
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
        return await reader.ReadAsync(cancellationToken) ? (reader.GetFieldValue<uint>(0), reader.GetBoolean(1)) : null;
    }
}
