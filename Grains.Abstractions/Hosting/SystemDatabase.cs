using Microsoft.Extensions.Configuration;
using Npgsql;

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
        var text = configuration.GetConnectionString(ConnectionName);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new InvalidOperationException($"ConnectionStrings:{ConnectionName} is not configured: it must name the system database. (A client may have Warehouse:Gateways instead.)");
        }

        var settings = new NpgsqlConnectionStringBuilder(text) { SearchPath = searchPath };
        SetDefault(settings, "Max Auto Prepare", 50);
        SetDefault(settings, "Maximum Pool Size", 16);
        SetDefault(settings, "Timeout", 3);
        SetDefault(settings, "Command Timeout", 10);
        SetDefault(settings, "Application Name", AppDomain.CurrentDomain.FriendlyName);
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    private static void SetDefault(NpgsqlConnectionStringBuilder settings, string keyword, object value)
    {
        if (!settings.ShouldSerialize(keyword))
        {
            settings[keyword] = value;
        }
    }
}
