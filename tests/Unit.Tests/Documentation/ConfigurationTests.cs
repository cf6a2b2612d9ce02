using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Warehouse.Access;
using Warehouse.Hosting;
using Warehouse.Jobs;
using Warehouse.Settings;

namespace Warehouse.Documentation;

/// <summary>docs/configuration.md has every setting there is, as the classes of settings describe it.</summary>
public sealed partial class ConfigurationTests
{
    private static readonly string Repository = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../.."));

    [Fact]
    public void The_reference_is_the_one_that_the_classes_make()
    {
        var file = Path.Combine(Repository, "docs", "configuration.md");
        var renewed = SettingsReference.Renew(File.ReadAllText(file));
        if (Environment.GetEnvironmentVariable("UPDATE_CONFIGURATION") == "1")
        {
            File.WriteAllText(file, renewed);
        }

        Assert.True(
            renewed == File.ReadAllText(file),
            "docs/configuration.md is not what the classes of settings say. UPDATE_CONFIGURATION=1 dotnet test --project "
            + "tests/Unit.Tests writes it.");
    }

    [Fact]
    public void Every_class_of_options_says_its_section_and_every_property_its_meaning()
    {
        var options = new[] { typeof(JobOptions), typeof(RateLimits), typeof(SystemDatabase), typeof(SiloHostOptions) }
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal)
                && type is { IsClass: true, IsAbstract: false } && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            .DistinctBy(type => type.FullName)
            .ToList();
        Assert.Empty(options.Select(type => type.FullName).Except(SettingsReference.Classes.Select(type => type.FullName)));
        foreach (var type in SettingsReference.Classes)
        {
            var described = Setting.Of(type).Select(setting => setting.Property).Concat(Setting.SectionsOf(type)).Select(
                property => property.Name);
            Assert.Empty(type.GetProperties().Where(property => property.CanWrite).Select(property => property.Name).Except(described));
            Assert.All(Setting.Of(type), setting => Assert.EndsWith(".", setting.Description.Meaning, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void No_setting_is_read_past_its_class()
    {
        string[] projects = ["Gateway", "Grains", "Grains.Abstractions", "Silo"];
        var reads =
            from project in projects
            from file in Directory.EnumerateFiles(Path.Combine(Repository, project), "*.cs", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(Repository, file)
            where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/Settings/", StringComparison.Ordinal)
            where AdHoc().IsMatch(File.ReadAllText(file))
            select path;

        // What ASP.NET itself reads: where a web host listens.
        Assert.Empty(reads.Except(["Gateway/Api/Hosting/PublicPort.cs"]));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex("""onfiguration\s*\[|onfiguration\.(GetValue|GetSection)|BindConfiguration""")]
    private static partial Regex AdHoc();
}
