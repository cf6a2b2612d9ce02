using System.CommandLine;
using Warehouse.Hosting;

namespace Warehouse.Migrations;

/// <summary><c>migrate</c>: brings the system database up to date, for deployments in which silos may not change the schema.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var connection = new Option<string?>("--connection")
        {
            Description = "Npgsql connection string of a login that may create schemas; default: ConnectionStrings:System. Prefer the environment variable ConnectionStrings__System, which does not show in process lists.",
        };
        var command = new Command("migrate", "Brings the system database to this build's version.") { connection };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Configuration.AddLocalCluster("silo.json");
            var text = parsed.GetValue(connection) ?? builder.Configuration.GetConnectionString(SystemDatabase.ConnectionName);
            if (string.IsNullOrWhiteSpace(text))
            {
                await Console.Error.WriteLineAsync("ConnectionStrings:System is not configured: it must name the system database.");
                return 1;
            }

            var applied = await Migrator.MigrateAsync(text, cancellationToken);
            Console.WriteLine(applied.Count == 0 ? "The system database is up to date." : $"Applied {string.Join(", ", applied)}.");
            return 0;
        });
        return command;
    }
}
