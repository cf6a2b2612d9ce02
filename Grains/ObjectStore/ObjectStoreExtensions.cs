using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Warehouse.Settings;

namespace Warehouse.ObjectStore;

internal static class ObjectStoreExtensions
{
    /// <summary>Adds the configured <see cref="IObjectStore"/>; wrong configuration stops the host as it starts.</summary>
    public static IServiceCollection AddObjectStore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ObjectStoreOptions>(configuration);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ObjectStoreOptions>, ObjectStoreOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IObjectStore>(static services =>
            services.GetRequiredService<IOptions<ObjectStoreOptions>>().Value.Kind switch
            {
                ObjectStoreKind.S3 => ActivatorUtilities.CreateInstance<S3ObjectStore>(services),
                _ => ActivatorUtilities.CreateInstance<DirectoryObjectStore>(services),
            });
        return services;
    }
}
