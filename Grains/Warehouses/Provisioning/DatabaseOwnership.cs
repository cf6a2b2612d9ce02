using Npgsql;
using Warehouse.Servers;

namespace Warehouse.Warehouses.Provisioning;

/// <summary>
/// Who owns a database. CREATE DATABASE cannot set the comment that marks it, so a process may die between the two: a database that belongs
/// to the provisioner, takes no connections and has no comment is one that we were about to mark.
/// </summary>
internal enum DatabaseOwnership
{
    Absent,
    Ours,
    Unmarked,
    Foreign,
}

internal static class DatabaseOwnershipExtensions
{
    extension(DatabaseOwnership)
    {
        public static async Task<DatabaseOwnership> OfAsync(NpgsqlConnection connection, string databaseName, string mark, CancellationToken cancellationToken)
        {
            var found = (string?)await connection.ScalarAsync(
                """
                SELECT CASE
                  WHEN shobj_description(oid, 'pg_database') = $2 THEN 'ours'
                  WHEN shobj_description(oid, 'pg_database') IS NULL AND NOT datallowconn
                    AND datdba = (SELECT oid FROM pg_roles WHERE rolname = current_user) THEN 'unmarked'
                  ELSE 'foreign' END
                FROM pg_database WHERE datname = $1
                """,
                cancellationToken, WarehouseServer.Text(databaseName), WarehouseServer.Text(mark));
            return found switch
            {
                null => DatabaseOwnership.Absent,
                "ours" => DatabaseOwnership.Ours,
                "unmarked" => DatabaseOwnership.Unmarked,
                _ => DatabaseOwnership.Foreign,
            };
        }
    }
}
