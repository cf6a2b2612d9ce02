using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Warehouse.Organizations;
using Warehouse.Usage;

namespace Warehouse.Hosting;

/// <summary>What the grains need from their host, which itself provides the system database's <c>NpgsqlDataSource</c>.</summary>
public static class WarehouseGrainsExtensions
{
    public static IServiceCollection AddWarehouseGrains(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RegistryStore>();
        services.AddSingleton<IBillingCalendar>(new CalendarMonths(configuration["Warehouse:Billing:DefaultPeriod"] != "none"));
        return services;
    }
}
