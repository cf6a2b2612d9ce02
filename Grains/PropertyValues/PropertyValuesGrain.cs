using Microsoft.Extensions.Options;
using Orleans;
using Warehouse.Warehouses;

namespace Warehouse.PropertyValues;

/// <summary>One question, one cached answer, and at most one query under way for it.</summary>
[CollectionAgeLimit(Minutes = 2)]
internal sealed class PropertyValuesGrain(PropertyValuesReader reader, IOptions<PropertyValuesOptions> options, TimeProvider time)
    : Grain, IPropertyValuesGrain
{
    private PropertyValuesResult? _answer;
    private string? _answeredBy;
    private DateTimeOffset _answeredAt;
    private Task<PropertyValuesResult>? _fetching;

    public async Task<PropertyValuesResult> GetAsync(PropertyValuesQuery query)
    {
        // Also a cached answer is only for a warehouse that is there and ready.
        if (await GrainFactory.WarehouseAccess(query.OrganizationId).GetAccessAsync() is not { } access)
        {
            return new PropertyValuesResult { Outcome = PropertyValuesOutcome.TableNotFound };
        }

        if (access.State != WarehouseState.Ready)
        {
            return new PropertyValuesResult { Outcome = PropertyValuesOutcome.WarehouseNotReady };
        }

        // A warehouse provisioned anew under another name has other answers.
        _answer = _answeredBy == access.DatabaseName ? _answer : null;
        var age = time.GetUtcNow() - _answeredAt;
        if (_answer is not null && age < options.Value.FreshFor)
        {
            return _answer;
        }

        var fetching = _fetching ??= FetchAsync(access, query);
        return _answer is not null && age < options.Value.FreshFor + options.Value.StaleFor
            ? _answer with { Refreshing = true }
            : await fetching;
    }

    private async Task<PropertyValuesResult> FetchAsync(WarehouseAccess access, PropertyValuesQuery query)
    {
        // Let the caller store this task first, and have it run as a turn of its own.
        await Task.Yield();
        try
        {
            var result = await reader.ReadAsync(access, query);
            // What is not there may be made at any moment: only an answer is worth keeping.
            _answer = result.Outcome == PropertyValuesOutcome.Found ? result : null;
            (_answeredBy, _answeredAt) = (access.DatabaseName, time.GetUtcNow());
            return result;
        }
        finally
        {
            _fetching = null;
        }
    }
}
