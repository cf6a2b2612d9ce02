using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Warehouse.Access;
using Warehouse.Audit;
using Warehouse.Backfills;
using Warehouse.Hosting;
using Warehouse.Jobs;
using Warehouse.ObjectStore;
using Warehouse.PropertyValues;
using Warehouse.Warehouses.Provisioning;
using Warehouse.Warehouses.Servers;

namespace Warehouse.Documentation;

/// <summary>docs/configuration.md has every setting there is, with the default it has.</summary>
public sealed class ConfigurationTests
{
    /// <summary>Each class of settings and the section it is bound to.</summary>
    private static readonly Dictionary<Type, string> Sections = new()
    {
        [typeof(AuditOptions)] = "Warehouse__Audit",
        [typeof(BackfillOptions)] = "Warehouse__Backfill",
        [typeof(BackfillLoadingOptions)] = BackfillLoadingOptions.Section.Replace(":", "__", StringComparison.Ordinal),
        [typeof(JobOptions)] = "Warehouse__Jobs",
        [typeof(ObjectStoreOptions)] = ObjectStoreOptions.Section.Replace(":", "__", StringComparison.Ordinal),
        [typeof(S3Options)] = "Warehouse__ObjectStore__S3",
        [typeof(PropertyValuesOptions)] = "Warehouse__PropertyValues",
        [typeof(ProvisioningOptions)] = "Warehouse__Provisioning",
        [typeof(WarehouseServerOptions)] = "Warehouse__Servers__0",
        [typeof(RateLimits)] = "RateLimits",
        [typeof(WarehouseClientOptions)] = WarehouseClientOptions.Section,
        [typeof(JobReporterOptions)] = JobReporterOptions.Section.Replace(":", "__", StringComparison.Ordinal),
    };

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/configuration.md"));

    public static TheoryData<string, string> Settings =>
        [.. Sections.SelectMany(section => PropertiesOf(section.Key).Select(property => (section.Key.Name, property.Name)))];

    [Fact]
    public void Every_class_of_settings_is_known_here()
    {
        var classes = new[] { typeof(JobOptions).Assembly, typeof(RateLimits).Assembly, typeof(ApiKey).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type is { IsClass: true, IsAbstract: false } && !type.IsDefined(typeof(CompilerGeneratedAttribute)));
        Assert.Empty(classes.Except(Sections.Keys));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Every_setting_is_in_the_reference_with_its_default(string type, string property)
    {
        var (options, section) = Sections.Single(entry => entry.Key.Name == type);
        var row = Lines.FirstOrDefault(line => line.StartsWith($"| `{section}__{property}`", StringComparison.Ordinal));
        Assert.True(row is not null, $"docs/configuration.md lacks {section}__{property}.");
        if (DefaultOf(options.GetProperty(property)!.GetValue(Activator.CreateInstance(options, nonPublic: true))) is { } value)
        {
            Assert.True(row.Contains($"`{value}`", StringComparison.OrdinalIgnoreCase), $"docs/configuration.md does not say that {section}__{property} is {value} by default: {row}");
        }
    }

    private static IEnumerable<PropertyInfo> PropertiesOf(Type options) => options.GetProperties().Where(property => property.CanWrite && !Sections.ContainsKey(property.PropertyType));

    /// <summary>Null when the default is no fixed value.</summary>
    private static string? DefaultOf(object? value) => value switch
    {
        null or "" => null,
        string path when path == Path.GetTempPath() => null,
        TimeSpan span when span.Ticks % TimeSpan.TicksPerSecond != 0 => span.ToString("c", CultureInfo.InvariantCulture).TrimEnd('0'),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
