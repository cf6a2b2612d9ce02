using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Warehouse.Access;
using Warehouse.Hosting;
using Warehouse.Jobs;
using Warehouse.Settings;

namespace Warehouse.Documentation;

/// <summary>
/// The tables of docs/configuration.md, made from the classes of settings. A line <c>&lt;!-- settings: AuditOptions --&gt;</c> begins the
/// table of
/// one or more classes, and <c>&lt;!-- end --&gt;</c> ends it; what stands between is generated, the rest is written.
/// </summary>
internal static partial class SettingsReference
{
    public static readonly IReadOnlyList<Type> Classes =
        SettingsCatalog.Of(typeof(SystemDatabase).Assembly, typeof(JobOptions).Assembly, typeof(RateLimits).Assembly,
            typeof(SiloHostOptions).Assembly, typeof(LaunchOptions).Assembly);

    /// <summary>The environment variables of all settings.</summary>
    public static IReadOnlyList<string> Variables =>
        [.. Classes.SelectMany(type => Setting.Of(type).Select(setting => VariableOf(type, setting)))];

    /// <summary>Environment variables whose value is a secret.</summary>
    public static IReadOnlyList<string> Secrets =>
        [
            .. Classes.SelectMany(
                type => Setting.Of(type).Where(setting => setting.Description.IsSecret).Select(setting => VariableOf(type, setting))),
        ];

    /// <summary>The document with its tables made anew. A class that has no place yet gets one at the end.</summary>
    public static string Renew(string document)
    {
        var placed = Regions().Matches(document).SelectMany(NamesIn).ToHashSet();
        foreach (var missing in Classes.Where(type => !placed.Contains(type.Name)))
        {
            document += $"\n## {missing.Name}\n\n<!-- settings: {missing.Name} -->\n<!-- end -->\n";
        }

        return Regions().Replace(
            document, region => $"<!-- settings: {region.Groups[1].Value} -->\n\n{Table(NamesIn(region))}\n<!-- end -->");
    }

    public static string VariableOf(Type type, Setting setting)
    {
        var section = Setting.SectionOf(type);
        var path = section.IsList ? section.Path + ":0" : section.Path;
        return $"{path}:{setting.Name}".TrimStart(':').Replace(":", "__", StringComparison.Ordinal);
    }

    private static IEnumerable<string> NamesIn(Match region) => region.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries);

    private static string Table(IEnumerable<string> names)
    {
        var table = new StringBuilder("| variable | type | default | meaning |\n|---|---|---|---|\n");
        foreach (var name in names)
        {
            var type = Classes.SingleOrDefault(one => one.Name == name)
                ?? throw new InvalidOperationException(
                    $"docs/configuration.md has a table for {name}, and there is no such class of settings.");
            var defaults = Activator.CreateInstance(type, nonPublic: true);
            foreach (var setting in Setting.Of(type))
            {
                table.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{VariableOf(type, setting)}` | {TypeOf(setting)} | {DefaultOf(setting, setting.Property.GetValue(defaults))} | "
                    + $"{setting.Description.Meaning} |\n");
            }
        }

        return table.ToString();
    }

    private static string TypeOf(Setting setting)
    {
        var kind = setting.Type switch
        {
            _ when setting.Type.IsEnum => string.Join(" or ", Enum.GetNames(setting.Type).Select(name => $"`{name}`")),
            _ when setting.Type == typeof(bool) => "`true` or `false`",
            _ when setting.Type == typeof(TimeSpan) => "duration",
            _ when setting.Type == typeof(string) => "text",
            _ => setting.Description.Unit is { } unit ? $"number of {unit}" : "number",
        };
        var bounds = (setting.Description.Min, setting.Description.Max) switch
        {
            (null, null) => "",
            ({ } least, null) => $", {least} or more",
            (null, { } most) => $", {most} or less",
            var (least, most) => $", {least} to {most}",
        };
        return kind + bounds + (setting.Description.IsSecret ? ", secret" : "");
    }

    private static string DefaultOf(Setting setting, object? value) => setting.Description.Default ?? value switch
    {
        _ when setting.Description.IsNeeded => "none, needed",
        null or "" => "none",
        bool flag => flag ? "`true`" : "`false`",
        TimeSpan span when span.Ticks % TimeSpan.TicksPerSecond != 0 =>
            $"`{span.ToString("c", CultureInfo.InvariantCulture).TrimEnd('0')}`",
        TimeSpan span => $"`{span.ToString("c", CultureInfo.InvariantCulture)}`",
        _ => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
    };

    [GeneratedRegex("<!-- settings: (.*?) -->.*?<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex Regions();
}
