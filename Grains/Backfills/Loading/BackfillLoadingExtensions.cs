using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Warehouse.Backfills;

internal static class BackfillLoadingExtensions
{
    /// <summary>Adds what loads a partition. Needs the object store and the warehouse servers.</summary>
    public static IServiceCollection AddBackfillLoading(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BackfillLoadingOptions>().Bind(configuration.GetSection(BackfillLoadingOptions.Section))
            .Validate(options => options.ReaderMemory >= 64, $"{BackfillLoadingOptions.Section}:ReaderMemory is at least 64 megabytes.")
            .ValidateOnStart();
        services.AddSingleton<ServiceSessions>();
        services.AddSingleton<ProjectTablesSetup>();
        services.AddSingleton<PartitionLoader>();
        return services;
    }
}
