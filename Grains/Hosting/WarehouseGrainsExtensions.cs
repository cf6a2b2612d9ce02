using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Warehouse.Access;
using Warehouse.Audit;
using Warehouse.Backfills;
using Warehouse.Backfills.Loading;
using Warehouse.Jobs;
using Warehouse.ObjectStore;
using Warehouse.Organizations;
using Warehouse.PropertyValues;
using Warehouse.Registry;
using Warehouse.Servers;
using Warehouse.Settings;
using Warehouse.Usage;
using Warehouse.Warehouses;
using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Hosting;

/// <summary>What the grains need from their host, which itself provides the system database's <c>NpgsqlDataSource</c>.</summary>
public static class WarehouseGrainsExtensions
{
    public static IServiceCollection AddWarehouseGrains(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RegistryStore>();
        services.AddSingleton<AccessDirectory>();
        services.AddSingleton<IBillingCalendar>(new CalendarMonths(configuration.Read<BillingOptions>().DefaultPeriod == DefaultPeriod.Month));
        services.AddSettings<JobOptions>(configuration)
            .Validate(jobs => jobs.IsSound, "Warehouse:Jobs:MaxUnwritten must be above FlushEvery.");
        services.AddSingleton<JobStore>();
        services.AddSingleton<IJobStore>(provider => provider.GetRequiredService<JobStore>());
        services.AddSingleton<JobMetrics>();
        services.AddSingleton<JobLedgers>();
        services.AddSingleton<JobHistory>();
        services.AddSettings<AuditOptions>(configuration);
        services.AddSingleton<AuditStore>();
        services.AddHostedService<AuditRetention>();
        services.AddObjectStore(configuration);
        services.AddProvisioning(configuration);
        services.AddBackfillLoading(configuration);
        services.AddSettings<PropertyValuesOptions>(configuration);
        services.AddSingleton<PropertyValuesMetrics>();
        services.AddSingleton<PropertyValuesReader>();
        services.AddSettings<BackfillOptions>(configuration);
        services.AddSingleton<BackfillSlots>();
        services.AddSingleton<BackfillMetrics>();
        services.AddSingleton<LoadServices>();
        services.AddSingleton<IWarehouseBackfills, WarehouseBackfills>();
        return services;
    }

    private static void AddProvisioning(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ProvisioningOptions>(configuration);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ProvisioningOptions>>().Value);
        services.AddSingleton(ServiceLogins.FromConfiguration(configuration));
        services.AddSingleton(WarehouseServers.FromConfiguration(configuration));
        services.AddSingleton<SecretsStep>();
        services.AddSingleton<DatabaseStep>();
        services.AddSingleton<IdentityStep>();
        services.AddSingleton<LoginProof>();
        services.AddSingleton<WarehouseRemoval>();
        services.AddSingleton<WarehouseRunner>();
        services.AddSingleton<PasswordReset>();
        services.AddSingleton<WarehouseMetrics>();
    }
}
