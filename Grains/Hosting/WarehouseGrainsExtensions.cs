using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Warehouse.Hosting;

/// <summary>What the grains need from their host.</summary>
public static class WarehouseGrainsExtensions
{
    public static IServiceCollection AddWarehouseGrains(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }
}
