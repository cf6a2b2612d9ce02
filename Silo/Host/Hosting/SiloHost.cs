using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Runtime.Hosting;
using Warehouse.Audit;
using Warehouse.Dashboard;
using Warehouse.Failures;
using Warehouse.Migrations;
using Warehouse.Operations;
using Warehouse.Settings;
using Warehouse.Telemetry;

namespace Warehouse.Hosting;

/// <summary>The silo process: grains, and the operations port with dashboard and health.</summary>
internal static class SiloHost
{
    internal const int OperationsPortByDefault = 8081;

    public static Task<int> RunAsync(string[] args, CancellationToken cancellationToken) =>
        SettingsErrors.ReportAsync(() => RunCheckedAsync(args, cancellationToken));

    private static async Task<int> RunCheckedAsync(string[] args, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Configuration.AddHostSettings("silo.json");
        builder.AddStopWithParent();
        builder.AddLogPolicy();
        var settings = builder.Configuration.Read<SiloHostOptions>();
        builder.AddTelemetry("warehouse-silo", SiloEndpoints.NameOf(settings));
        var operations = OperationsOptions.From(builder.Configuration);
        operations.RequireCredentialBeyondLoopback();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenForOperations(operations, OperationsPortByDefault));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = operations.StopWithin);
        builder.Services.AddWarehouseGrains(builder.Configuration);

        var systemDatabase = SystemDatabase.CreateDataSource(builder.Configuration, $"{SystemDatabase.ClusterSchema},state");
        builder.Services.AddSingleton(systemDatabase);
        var address = await SiloEndpoints.ResolveAsync(settings, cancellationToken);
        builder.UseOrleans(silo => silo
            .Configure<EndpointOptions>(options => SiloEndpoints.Bind(settings, address, options))
            .Configure<SiloOptions>(options => options.SiloName = SiloEndpoints.NameOf(settings))
            .ConfigureWarehouse(builder.Configuration, systemDatabase));

        await using var app = builder.Build();
        app.CheckSettings("Warehouse", "Silo", "Operations");
        if (settings.Migrate)
        {
            await StartupMigration.RunAsync(
                SystemDatabase.Parse(builder.Configuration.Read<SystemDatabaseOptions>().System).ConnectionString,
                app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Warehouse.Migrations"),
                cancellationToken);
        }

        app.MapOperations(port =>
        {
            port.MapDashboard(operations);
            port.MapHealth(() => app.Services.GetRequiredService<SiloReadiness>().IsReady);
            port.MapMetrics();
        });
        await app.RunAsync(cancellationToken);
        return 0;
    }

    private static void ConfigureWarehouse(this ISiloBuilder silo, ConfigurationManager configuration, Npgsql.NpgsqlDataSource systemDatabase)
    {
        silo.Configure<ClusterOptions>(options => ClusterIdentity.Bind(configuration, options))
            .Configure<ClusterMembershipOptions>(options =>
            {
                // A dead silo is noticed in about two seconds, and rows of dead silos hold up a cold start for 15 s instead of 90.
                options.ProbeTimeout = TimeSpan.FromSeconds(1);
                options.NumMissedProbesLimit = 2;
                options.NumVotesForDeathDeclaration = 1;
                options.TableRefreshTimeout = TimeSpan.FromSeconds(10);
                options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            })
            .Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5))
            // Status is answered from memory, also while the database is away: keep what was used today.
            .Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromHours(2))
            .AddActivityPropagation()
            .AddIncomingGrainCallFilter<UnavailableFilter>()
            .AddIncomingGrainCallFilter<AuditFilter>()
            .UseAdoNetClustering((AdoNetClusteringSiloOptions options) => (options.Invariant, options.DataSource) = ("Npgsql", systemDatabase))
            .UseAdoNetReminderService((AdoNetReminderTableOptions options) => (options.Invariant, options.DataSource) = ("Npgsql", systemDatabase))
            .AddAdoNetGrainStorageAsDefault((AdoNetGrainStorageOptions options) =>
            {
                (options.Invariant, options.DataSource) = ("Npgsql", systemDatabase);
                options.GrainStorageSerializer = new JsonStateSerializer();
            })
            .AddDashboard(options => options.HideTrace = true);
        silo.Services.AddSingleton<SiloReadiness>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<SiloReadiness>());
    }
}
