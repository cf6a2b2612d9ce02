using Npgsql;

namespace Warehouse.Migrations;

/// <summary>The migration a silo runs before it joins the cluster.</summary>
internal static partial class StartupMigration
{
    [LoggerMessage(LogLevel.Information, "Applied migration {Name}")]
    public static partial void Applied(ILogger logger, string name);

    [LoggerMessage(LogLevel.Warning, "The system database is out of reach ({Reason}); trying again")]
    public static partial void Waiting(ILogger logger, string reason);

    /// <summary>Migrates; while the database is out of reach, waits for it: a silo started during an outage joins when it is over.</summary>
    public static async Task RunAsync(string connectionString, ILogger logger, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                foreach (var name in await Migrator.MigrateAsync(connectionString, cancellationToken))
                {
                    Applied(logger, name);
                }

                return;
            }
            catch (NpgsqlException exception) when (exception.IsTransient)
            {
                Waiting(logger, exception is PostgresException { SqlState: var state } ? state : exception.GetType().Name);
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
    }
}
