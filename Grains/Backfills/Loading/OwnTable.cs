using Npgsql;
using Warehouse.Tables;

namespace Warehouse.Backfills.Loading;

/// <summary>A table that loads fill. What else has its name is the customer's and left alone.</summary>
internal static class OwnTable
{
    /// <summary>The table's id; null when nothing has its name.</summary>
    /// <exception cref="BackfillException">The name is taken by something that is not our table.</exception>
    public static async Task<uint?> FindAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken) =>
        await TableOwnership.FindAsync(connection, table, cancellationToken) switch
        {
            null => null,
            (var id, true) => id,
            _ => throw WarehouseFailure.TableTaken(table),
        };
}
