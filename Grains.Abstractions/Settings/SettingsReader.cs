using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Warehouse.Settings;

/// <summary>Reads classes of settings and checks them. A mistake is a <see cref="SettingsException"/>.</summary>
internal static class SettingsReader
{
    /// <summary>For what is needed before there are services. Elsewhere, <see cref="SettingsExtensions.AddSettings{T}"/>.</summary>
    public static T Read<T>(this IConfiguration configuration)
        where T : class, new()
    {
        var settings = new T();
        ReadInto(configuration, Setting.SectionOf(typeof(T)).Path, settings);
        return settings;
    }

    /// <summary>The entries of a section that is a list, in the order of their numbers.</summary>
    public static IReadOnlyList<T> ReadList<T>(this IConfiguration configuration)
        where T : class, new() =>
        [.. configuration.GetSection(Setting.SectionOf(typeof(T)).Path).GetChildren().Select(entry =>
        {
            var settings = new T();
            ReadInto(configuration, entry.Path, settings);
            return settings;
        })];

    public static void ReadInto(IConfiguration configuration, string path, object settings)
    {
        foreach (var setting in Setting.Of(settings.GetType()))
        {
            ReadOne(configuration, ConfigurationPath.Combine([.. Parts(path), setting.Name]), setting, settings);
        }

        foreach (var section in Setting.SectionsOf(settings.GetType()))
        {
            ReadInto(configuration, Setting.SectionOf(section.PropertyType).Path, section.GetValue(settings)!);
        }
    }

    private static void ReadOne(IConfiguration configuration, string path, Setting setting, object settings)
    {
        var text = configuration[path];
        if (setting.Description.IsNeeded && string.IsNullOrWhiteSpace(text))
        {
            throw new SettingsException($"{path} is not configured, and is needed.");
        }

        // An empty variable is how a shell says "not set"; only a text can mean to be empty.
        if (text is null || (text.Length == 0 && setting.Type != typeof(string)))
        {
            return;
        }

        var value = Parse(path, setting, text);
        Check(path, setting, value);
        setting.Property.SetValue(settings, value);
    }

    private static object Parse(string path, Setting setting, string text)
    {
        // TimeSpan takes a bare number for days, which nobody means who writes 30.
        if (setting.Type == typeof(string))
        {
            return text;
        }

        try
        {
            return setting.Type == typeof(TimeSpan) && !text.Contains(':', StringComparison.Ordinal)
                ? throw new FormatException()
                : TypeDescriptor.GetConverter(setting.Type).ConvertFromInvariantString(text)!;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
        {
            throw new SettingsException($"{path} must be {setting.Kind}.");
        }
    }

    private static void Check(string path, Setting setting, object value)
    {
        if (setting.Description.Min is { } least && Compare(value, setting, least) < 0)
        {
            throw new SettingsException($"{path} must be at least {Counted(setting, least)}.");
        }

        if (setting.Description.Max is { } most && Compare(value, setting, most) > 0)
        {
            throw new SettingsException($"{path} must be at most {Counted(setting, most)}.");
        }
    }

    private static int Compare(object value, Setting setting, string bound) =>
        Comparer<object>.Default.Compare(value, TypeDescriptor.GetConverter(setting.Type).ConvertFromInvariantString(bound)!);

    private static string Counted(Setting setting, string number) =>
        setting.Description.Unit is { } unit ? string.Create(CultureInfo.InvariantCulture, $"{number} {unit}") : number;

    private static string[] Parts(string path) => path.Length == 0 ? [] : [path];
}
