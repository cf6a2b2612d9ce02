using Warehouse.Settings;

namespace Warehouse.PropertyValues;

/// <summary>How property values are looked up.</summary>
[SettingsSection("Warehouse:PropertyValues")]
public sealed class PropertyValuesOptions
{
    [Setting("The limit for one query in the customer's warehouse. A grain call may take 5 seconds, so it stays under that.", Min = "00:00:00.1", Max = "00:00:04")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(3);

    [Setting("How long an answer is fresh.", Min = "00:00:00")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromSeconds(10);

    [Setting("How long after that it may be served while a new one is fetched.", Min = "00:00:00")]
    public TimeSpan StaleFor { get; set; } = TimeSpan.FromMinutes(1);
}
