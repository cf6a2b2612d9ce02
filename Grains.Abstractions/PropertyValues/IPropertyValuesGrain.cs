using Orleans.Concurrency;

namespace Warehouse.PropertyValues;

/// <summary>
/// The answers to one autocomplete question, kept for ten seconds so that many users typing the same thing cost one query. An older
/// answer is served while a new one is fetched.
/// </summary>
[Alias("warehouse.IPropertyValuesGrain")]
public interface IPropertyValuesGrain : IGrainWithStringKey
{
    /// <summary>Answers <paramref name="query"/>, which must be the one this grain is keyed by.</summary>
    [AlwaysInterleave, Alias("GetAsync")]
    Task<PropertyValuesResult> GetAsync(PropertyValuesQuery query);
}
