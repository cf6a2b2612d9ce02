namespace Warehouse.PropertyValues;

/// <summary>An answer, and where it came from.</summary>
internal readonly record struct ValuesAnswer(PropertyValuesResult Result, ValuesSource Source)
{
    public static implicit operator ValuesAnswer(PropertyValuesOutcome outcome) => new(new PropertyValuesResult { Outcome = outcome }, ValuesSource.None);
}
