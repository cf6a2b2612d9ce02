using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Warehouse.Hosting;

namespace Warehouse.Settings;

/// <summary>
/// The development cluster that <c>run.sh</c> keeps in <c>.local/</c>. A process that is told no system database uses the one it finds
/// there, looking from the working directory and from its own folder upwards.
/// </summary>
internal static class LocalCluster
{
    public const string Folder = ".local";

    /// <summary>
    /// Adds <paramref name="fileName"/> from the file named by <c>WAREHOUSE_CONFIG</c>, or else from the local cluster when no system
    /// database is configured. Environment variables stay the stronger.
    /// </summary>
    public static void AddLocalCluster(this ConfigurationManager configuration, string fileName)
    {
        var file = configuration.Read<LaunchOptions>().File;
        if (file is null && string.IsNullOrWhiteSpace(configuration.GetConnectionString(SystemDatabase.ConnectionName)))
        {
            file = Find(Directory.GetCurrentDirectory(), fileName) ?? Find(AppContext.BaseDirectory, fileName);
        }

        if (file is not null)
        {
            var source = new JsonConfigurationSource { Path = Path.GetFullPath(file), Optional = false };
            source.ResolveFileProvider();
            configuration.InsertBelowEnvironment(source);
        }
    }

    /// <summary>Adds a source that environment variables and the command line still win over.</summary>
    internal static void InsertBelowEnvironment(this ConfigurationManager configuration, IConfigurationSource source)
    {
        IList<IConfigurationSource> sources = configuration.Sources;
        var environment = sources.LastOrDefault(one => one is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        sources.Insert(environment is null ? sources.Count : sources.IndexOf(environment), source);
    }

    private static string? Find(string from, string fileName)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, Folder, fileName);
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }
}
