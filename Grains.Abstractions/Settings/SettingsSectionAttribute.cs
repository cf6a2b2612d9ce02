namespace Warehouse.Settings;

/// <summary>
/// Says of a class that its properties are settings, and where they stand in the configuration. <c>docs/configuration.md</c> is generated from
/// these classes. An empty path is the root.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class SettingsSectionAttribute(string path) : Attribute
{
    public string Path { get; } = path;

    /// <summary>The section holds any number of them: <c>Path:0</c>, <c>Path:1</c>, …</summary>
    public bool IsList { get; init; }
}
