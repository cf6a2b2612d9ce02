using System.CommandLine;
using Warehouse.Hosting;
using Warehouse.Settings;

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
        command.SetAction((parsed, cancellationToken) => SettingsErrors.ReportAsync(async () =>
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Configuration.AddHostSettings("silo.json");
            var text = parsed.GetValue(connection) ?? builder.Configuration.Read<SystemDatabaseOptions>().System;
            var applied = await Migrator.MigrateAsync(SystemDatabase.Parse(text).ConnectionString, cancellationToken);
            Console.WriteLine(applied.Count == 0 ? "The system database is up to date." : $"Applied {string.Join(", ", applied)}.");
            return 0;
        }));
        return command;
    }
}
