namespace Warehouse.PropertyValues;

/// <summary>How property values are looked up: section <c>Warehouse:PropertyValues</c>.</summary>
public sealed class PropertyValuesOptions
{
    /// <summary>The limit for one query in the customer's warehouse. Keep it under the five seconds a grain call may take.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long an answer is fresh.</summary>
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer that is no longer fresh may be served while a new one is fetched.</summary>
    public TimeSpan StaleFor { get; set; } = TimeSpan.FromMinutes(1);
}
