using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Warehouse.Settings;

namespace Warehouse.Backfills.Loading;

internal static class BackfillLoadingExtensions
{
    /// <summary>Adds what loads a partition. Needs the object store and the warehouse servers.</summary>
    public static IServiceCollection AddBackfillLoading(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<BackfillLoadingOptions>(configuration);
        services.AddSettings<LoadLimits>(configuration);
        services.AddSingleton<ServiceSessions>();
        services.AddSingleton<ProjectTablesSetup>();
        services.AddSingleton<PartitionLoader>();
        return services;
    }
}
