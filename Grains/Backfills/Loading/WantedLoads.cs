using Npgsql;
using Warehouse.Servers;
using Warehouse.Tables;

namespace Warehouse.Backfills.Loading;

/// <summary>
/// <c>wanted_load</c> in the warehouse's internal schema: for each partition the one load that may commit. The load takes its row away as
/// its last statement, and whoever calls it off takes it away before: the first of both has the last word, wherever the load runs and
/// whether or not it can be reached.
/// </summary>
internal static class WantedLoads
{
    private const string Table = $"{WarehouseServer.InternalSchema}.wanted_load";

    public static Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.ExecuteAsync($"""
        CREATE TABLE IF NOT EXISTS {Table} (
            project_id bigint NOT NULL, dataset text NOT NULL, partition text NOT NULL, load_id uuid NOT NULL,
            PRIMARY KEY (project_id, dataset, partition))
        """, cancellationToken);

    /// <summary>From now on no other load of the partition can commit.</summary>
    public static Task PutAsync(
        NpgsqlConnection connection, long projectId, Dataset dataset, string partition, Guid loadId, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"""
            INSERT INTO {Table} VALUES ($1, $2, $3, $4)
            ON CONFLICT (project_id, dataset, partition) DO UPDATE SET load_id = excluded.load_id
            """, cancellationToken, Project(projectId), Name(dataset), WarehouseServer.Text(partition), Load(loadId));

    /// <summary>When it returns, these loads have committed or never will.</summary>
    public static async Task WithdrawAsync(
        NpgsqlConnection connection, long projectId, IReadOnlyCollection<Guid> loadIds, CancellationToken cancellationToken)
    {
        if (await connection.ScalarAsync($"SELECT to_regclass('{Table}')::text", cancellationToken) is not null)
        {
            await connection.ExecuteAsync(
                $"DELETE FROM {Table} WHERE project_id = $1 AND load_id = ANY ($2)",
                cancellationToken, Project(projectId), new NpgsqlParameter<Guid[]> { TypedValue = [.. loadIds] });
        }
    }

    /// <summary>The last statement of a load. False when it is not wanted any more.</summary>
    public static async Task<bool> TakeAsync(
        NpgsqlConnection connection, long projectId, Dataset dataset, string partition, Guid loadId, CancellationToken cancellationToken) =>
        await connection.ScalarAsync(
            $"DELETE FROM {Table} WHERE project_id = $1 AND dataset = $2 AND partition = $3 AND load_id = $4 RETURNING true",
            cancellationToken, Project(projectId), Name(dataset), WarehouseServer.Text(partition), Load(loadId)) is true;

    private static NpgsqlParameter<long> Project(long id) => new() { TypedValue = id };

    private static NpgsqlParameter Name(Dataset dataset) => WarehouseServer.Text(DatasetTable.Of(dataset).Prefix);

    private static NpgsqlParameter<Guid> Load(Guid id) => new() { TypedValue = id };
}
