using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Warehouse.Access;
using Warehouse.Hosting;
using Warehouse.Jobs;
using Warehouse.PropertyValues;
using Warehouse.Servers;
using Warehouse.Usage;

namespace Warehouse.Settings;

public sealed class SettingsTests
{
    private const string Secret = "correct-horse-battery";

    [Fact]
    public void What_is_configured_is_read_and_the_rest_keeps_its_default()
    {
        var jobs = Configuration("Warehouse:Jobs:StaleAfter=00:05:00|Warehouse:Jobs:MaxRunning=").Read<JobOptions>();
        Assert.Equal(TimeSpan.FromMinutes(5), jobs.StaleAfter);
        Assert.Equal(10_000, jobs.MaxRunning);
        Assert.Equal(DefaultPeriod.None, Configuration("Warehouse:Billing:DefaultPeriod=none").Read<BillingOptions>().DefaultPeriod);
    }

    [Fact]
    public void A_list_is_read_in_the_order_of_its_numbers()
    {
        var servers = Configuration(
            "Warehouse:Servers:0:Name=one|Warehouse:Servers:0:AdminConnection=Host=a|Warehouse:Servers:1:Name=two|Warehouse:Servers:1:AdminConnection=Host=b|Warehouse:Servers:1:Open=false")
            .ReadList<WarehouseServerOptions>();
        Assert.Equal([("one", true), ("two", false)], servers.Select(server => (server.Name, server.Open)));
    }

    [Theory]
    [InlineData("Silo:Port=many", "Silo:Port must be a whole number.")]
    [InlineData("Silo:Port=70000", "Silo:Port must be at most 65535.")]
    [InlineData("Silo:Migrate=maybe", "Silo:Migrate must be true or false.")]
    public void A_wrong_setting_of_the_silo_is_one_line_that_names_it(string settings, string message) =>
        Assert.Equal(message, Assert.Throws<SettingsException>(() => Configuration(settings).Read<SiloHostOptions>()).Message);

    [Theory]
    [InlineData("Warehouse:Jobs:StaleAfter=30", "Warehouse:Jobs:StaleAfter must be a duration as hh:mm:ss.")]
    [InlineData("Warehouse:Jobs:StaleAfter=00:00:00", "Warehouse:Jobs:StaleAfter must be at least 00:00:01.")]
    [InlineData("Warehouse:Jobs:MaxRunning=0", "Warehouse:Jobs:MaxRunning must be at least 1 jobs.")]
    [InlineData("Warehouse:Billing:DefaultPeriod=week", "Warehouse:Billing:DefaultPeriod must be Month or None.")]
    [InlineData("Warehouse:PropertyValues:TimeLimit=00:00:10", "Warehouse:PropertyValues:TimeLimit must be at most 00:00:04.")]
    public void A_wrong_setting_stops_the_host_before_it_starts(string settings, string message)
    {
        var configuration = Configuration(settings);
        var services = new ServiceCollection();
        services.AddSettings<JobOptions>(configuration);
        services.AddSettings<PropertyValuesOptions>(configuration);
        services.AddSettings<BillingOptions>(configuration);
        using var provider = services.BuildServiceProvider();
        Assert.Equal(message, Assert.Throws<SettingsException>(provider.GetRequiredService<IStartupValidator>().Validate).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ConnectionStrings:System=Host=db;Password=" + Secret + ";horse=" + Secret)]
    public void A_mistake_in_the_system_databases_connection_string_names_it_and_repeats_nothing(string settings)
    {
        var message = Assert.Throws<SettingsException>(() => SystemDatabase.CreateDataSource(Configuration(settings), "cluster")).Message;
        Assert.Contains("ConnectionStrings:System", message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, message, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Warehouse:MasterKey=" + Secret)]
    [InlineData("Warehouse:MasterKeyFile=/nowhere/" + Secret)]
    [InlineData("Warehouse:Servers:0:Name=one|Warehouse:Servers:0:AdminConnection=Host=db;Password=" + Secret + ";horse")]
    [InlineData("Warehouse:Servers:0:Name=one")]
    public void A_mistake_in_a_secret_names_the_setting_and_repeats_nothing(string settings)
    {
        var configuration = Configuration(settings);
        var message = Assert.Throws<SettingsException>(() =>
            settings.Contains("MasterKey", StringComparison.Ordinal)
                ? (object)ServiceLogins.FromConfiguration(configuration)
                : WarehouseServers.FromConfiguration(configuration)).Message;
        Assert.Matches("Warehouse:MasterKey|AdminConnection", message);
        Assert.DoesNotContain(Secret, message, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_nobody_knows_is_found_by_its_name()
    {
        var configuration = Configuration(
            "Warehouse:Jobs:StaleAftr=1|Warehouse:jobs:staleafter=01:00:00|Warehouse:Servers:3:Name=x|Warehouse:Servers:0:Hots=y|RateLimits:PerMinute=1|Logging:Whatever=z");
        var classes = SettingsCatalog.Of(typeof(JobOptions).Assembly, typeof(RateLimits).Assembly);
        Assert.Equal(
            ["RateLimits:PerMinute", "Warehouse:Jobs:StaleAftr", "Warehouse:Servers:0:Hots"],
            SettingsCatalog.Unknown(configuration, classes, ["Warehouse", "RateLimits"]).Order(StringComparer.Ordinal));
    }

    private static IConfigurationRoot Configuration(string settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings
            .Split('|', StringSplitOptions.RemoveEmptyEntries)
            .Select(setting => setting.Split('=', 2))
            .Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])))
        .Build();
}
