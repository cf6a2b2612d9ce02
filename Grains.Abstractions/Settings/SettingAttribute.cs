namespace Warehouse.Settings;

/// <summary>One setting, in words for the reference (Markdown, a sentence or a few), and what is checked when it is read.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string meaning) : Attribute
{
    public string Meaning { get; } = meaning;

    /// <summary>The name in the configuration, where it is not the property's.</summary>
    public string? Name { get; init; }

    /// <summary>What a number counts. A duration needs none.</summary>
    public string? Unit { get; init; }

    /// <summary>The default in words, where it is no fixed value.</summary>
    public string? Default { get; init; }

    /// <summary>The least and the most it may be, written as the setting is.</summary>
    public string? Min { get; init; }

    public string? Max { get; init; }

    /// <summary>There is no default: without it the process does not start.</summary>
    public bool IsNeeded { get; init; }

    /// <summary>Never to be shown, and to be kept in a file or a secret store.</summary>
    public bool IsSecret { get; init; }
}
