using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.FileProviders;
using Warehouse.Hosting;

namespace Warehouse.Settings;

/// <summary>Where silo and gateway find settings beyond ASP.NET's own sources, in the order in which they win over each other.</summary>
internal static class HostSettings
{
    /// <summary>Adds the folder of secrets and the settings file, both weaker than environment variables.</summary>
    public static void AddHostSettings(this ConfigurationManager configuration, string localFile)
    {
        // First: a system database named by a secret is a system database.
        configuration.AddSecretsFolder();
        configuration.AddLocalCluster(localFile);
    }

    private static void AddSecretsFolder(this ConfigurationManager configuration)
    {
        if (configuration.Read<LaunchOptions>().SecretsFolder is not { Length: > 0 } folder)
        {
            return;
        }

        if (!Path.IsPathFullyQualified(folder) || !Directory.Exists(folder))
        {
            throw new SettingsException("WAREHOUSE_SECRETS_FOLDER must be the absolute path of a folder that is there.");
        }

        configuration.InsertBelowEnvironment(new KeyPerFileConfigurationSource { FileProvider = new PhysicalFileProvider(folder), Optional = false });
    }
}
