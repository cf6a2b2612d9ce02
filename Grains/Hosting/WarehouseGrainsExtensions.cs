using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Warehouse.Audit;
using Warehouse.Backfills;
using Warehouse.Jobs;
using Warehouse.ObjectStore;
using Warehouse.Organizations;
using Warehouse.PropertyValues;
using Warehouse.Usage;
using Warehouse.Warehouses;
using Warehouse.Warehouses.Provisioning;
using Warehouse.Warehouses.Servers;

namespace Warehouse.Hosting;

/// <summary>What the grains need from their host, which itself provides the system database's <c>NpgsqlDataSource</c>.</summary>
public static class WarehouseGrainsExtensions
{
    public static IServiceCollection AddWarehouseGrains(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RegistryStore>();
        services.AddSingleton<IBillingCalendar>(new CalendarMonths(configuration["Warehouse:Billing:DefaultPeriod"] != "none"));
        services.AddOptions<JobOptions>().Bind(configuration.GetSection("Warehouse:Jobs"))
            .Validate(jobs => jobs.IsSound, "Warehouse:Jobs: StaleAfter is at least a second, FlushEvery and MaxRunning above 0, MaxUnwritten above FlushEvery.")
            .ValidateOnStart();
        services.AddSingleton<JobStore>();
        services.AddSingleton<IJobStore>(provider => provider.GetRequiredService<JobStore>());
        services.AddSingleton<JobMetrics>();
        services.AddSingleton<JobLedgers>();
        services.AddSingleton<JobHistory>();
        services.AddOptions<AuditOptions>().Bind(configuration.GetSection("Warehouse:Audit"))
            .Validate(audit => audit.Retention >= TimeSpan.FromDays(1), "Warehouse:Audit:Retention is at least a day.")
            .ValidateOnStart();
        services.AddSingleton<AuditStore>();
        services.AddHostedService<AuditRetention>();
        services.AddObjectStore(configuration);
        services.AddProvisioning(configuration);
        services.AddBackfillLoading(configuration);
        services.AddOptions<PropertyValuesOptions>().Bind(configuration.GetSection("Warehouse:PropertyValues"));
        services.AddSingleton<PropertyValuesMetrics>();
        services.AddSingleton<PropertyValuesReader>();
        services.AddOptions<BackfillOptions>().Bind(configuration.GetSection("Warehouse:Backfill"));
        services.AddSingleton<BackfillSlots>();
        services.AddSingleton<BackfillMetrics>();
        return services;
    }

    private static void AddProvisioning(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ProvisioningOptions>().Bind(configuration.GetSection("Warehouse:Provisioning"));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ProvisioningOptions>>().Value);
        services.AddSingleton(ServiceLogins.FromConfiguration(configuration));
        services.AddSingleton(WarehouseServers.FromConfiguration(configuration));
        services.AddSingleton<SecretsStep>();
        services.AddSingleton<IProvisioningStep, BucketStep>();
        services.AddSingleton<IProvisioningStep, DatabaseStep>();
        services.AddSingleton<IProvisioningStep, IdentityStep>();
        services.AddSingleton<IProvisioningStep>(provider => provider.GetRequiredService<SecretsStep>());
        services.AddSingleton<LoginProof>();
        services.AddSingleton<WarehouseRemoval>();
        services.AddSingleton<WarehouseRunner>();
        services.AddSingleton<WarehouseMetrics>();
    }
}
