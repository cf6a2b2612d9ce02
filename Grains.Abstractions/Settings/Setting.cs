using System.Reflection;

namespace Warehouse.Settings;

/// <summary>One setting of a class of settings.</summary>
internal sealed record Setting(PropertyInfo Property, SettingAttribute Description)
{
    public string Name => Description.Name ?? Property.Name;

    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>What it must be, as a sentence goes on after "must be".</summary>
    public string Kind => Type switch
    {
        _ when Type.IsEnum => string.Join(" or ", Enum.GetNames(Type)),
        _ when Type == typeof(bool) => "true or false",
        _ when Type == typeof(TimeSpan) => "a duration as hh:mm:ss",
        _ when Type == typeof(int) || Type == typeof(long) => "a whole number",
        _ => "text",
    };

    /// <summary>The settings of a class, in their order. A property that is itself a class of settings is not among them.</summary>
    public static IEnumerable<Setting> Of(Type type) =>
        from property in type.GetProperties()
        let description = property.GetCustomAttribute<SettingAttribute>()
        where description is not null
        select new Setting(property, description);

    /// <summary>Properties that are classes of settings themselves.</summary>
    public static IEnumerable<PropertyInfo> SectionsOf(Type type) =>
        type.GetProperties().Where(property => property.PropertyType.IsDefined(typeof(SettingsSectionAttribute), inherit: false));

    public static SettingsSectionAttribute SectionOf(Type type) =>
        type.GetCustomAttribute<SettingsSectionAttribute>() ?? throw new InvalidOperationException($"{type.Name} says no section.");
}
