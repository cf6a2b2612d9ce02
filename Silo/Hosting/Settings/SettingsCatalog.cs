using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Warehouse.Settings;

/// <summary>All classes of settings of some assemblies: whoever adds a class marks it, and has it in the reference.</summary>
internal static class SettingsCatalog
{
    public static IReadOnlyList<Type> Of(params IEnumerable<Assembly> assemblies) =>
        [.. assemblies.Distinct().SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsDefined(typeof(SettingsSectionAttribute), inherit: false))
            .DistinctBy(type => type.FullName)
            .OrderBy(type => type.FullName, StringComparer.Ordinal)];

    /// <summary>
    /// Settings that stand in one of <paramref name="sections"/> of the configuration and mean nothing to any of the classes: misspelt,
    /// most likely. Names only.
    /// </summary>
    public static IEnumerable<string> Unknown(IConfiguration configuration, IEnumerable<Type> classes, IEnumerable<string> sections)
    {
        var known = classes.SelectMany(PathsOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return sections.SelectMany(section => LeavesOf(configuration.GetSection(section)))
            .Where(path => !known.Contains(WithoutNumbers(path)));
    }

    /// <summary>The paths of a class's settings, without the numbers of a list's entries.</summary>
    private static IEnumerable<string> PathsOf(Type type) =>
        Setting.Of(type).Select(setting => ConfigurationPath.Combine(Setting.SectionOf(type).Path, setting.Name));

    private static IEnumerable<string> LeavesOf(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        return children.Count > 0 ? children.SelectMany(LeavesOf) : section.Value is null ? [] : [section.Path];
    }

    private static string WithoutNumbers(string path) =>
        ConfigurationPath.Combine(path.Split(ConfigurationPath.KeyDelimiter).Where(part => !int.TryParse(part, out _)));
}
