using Microsoft.Extensions.Configuration;
using Npgsql;
using Warehouse.Settings;

namespace Warehouse.Hosting;

/// <summary>The PostgreSQL database behind the cluster: membership, grain state, reminders, registry.</summary>
public static class SystemDatabase
{
    public const string ConnectionName = "System";
    public const string ClusterSchema = "cluster";

    /// <summary>
    /// A pool on the system database. Auto-prepare and a small pool double the write rate of the Orleans providers and cut the tail;
    /// what the connection string itself says about either is kept.
    /// </summary>
    public static NpgsqlDataSource CreateDataSource(IConfiguration configuration, string searchPath)
    {
        var settings = Parse(configuration.Read<SystemDatabaseOptions>().System);
        settings.SearchPath = searchPath;
        SetDefault(settings, "Max Auto Prepare", 50);
        SetDefault(settings, "Maximum Pool Size", 16);
        SetDefault(settings, "Timeout", 3);
        SetDefault(settings, "Command Timeout", 10);
        SetDefault(settings, "Application Name", AppDomain.CurrentDomain.FriendlyName);
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    /// <summary>A connection string of the system database. It holds a password, so a mistake in it is not repeated.</summary>
    internal static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(text);

            // Npgsql asks every server for Kerberos first, and writes to standard error where the libraries for that are missing.
            SetDefault(settings, "GSS Encryption Mode", "Disable");
            return settings;
        }
        catch (ArgumentException)
        {
            throw new SettingsException($"ConnectionStrings:{ConnectionName} is not an Npgsql connection string.");
        }
    }

    private static void SetDefault(NpgsqlConnectionStringBuilder settings, string keyword, object value)
    {
        if (!settings.ShouldSerialize(keyword))
        {
            settings[keyword] = value;
        }
    }
}
