using System.Diagnostics;
using Microsoft.Extensions.Options;
using Orleans;
using Warehouse.Warehouses;

namespace Warehouse.PropertyValues;

/// <summary>One question, one cached answer, and at most one query under way for it.</summary>
[CollectionAgeLimit(Minutes = 2)]
internal sealed class PropertyValuesGrain(
    PropertyValuesReader reader, IOptions<PropertyValuesOptions> options, PropertyValuesMetrics metrics, TimeProvider time)
    : Grain, IPropertyValuesGrain
{
    private PropertyValuesResult? _answer;
    private string? _answeredBy;
    private DateTimeOffset _answeredAt;
    private Task<ValuesAnswer>? _fetching;

    public async Task<PropertyValuesResult> GetAsync(PropertyValuesQuery query)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var (result, source) = await AnswerAsync(query);
            metrics.Answered(source, result.Outcome, start);
            return result;
        }
        catch
        {
            metrics.Failed(start);
            throw;
        }
    }

    private async Task<ValuesAnswer> AnswerAsync(PropertyValuesQuery query)
    {
        // Also a cached answer is only for a warehouse that is there and ready.
        if (await GrainFactory.WarehouseAccess(query.OrganizationId).GetAccessAsync() is not { } access)
        {
            return PropertyValuesOutcome.TableNotFound;
        }

        if (access.State != WarehouseState.Ready)
        {
            return PropertyValuesOutcome.WarehouseNotReady;
        }

        // A warehouse provisioned anew under another name has other answers.
        _answer = _answeredBy == access.DatabaseName ? _answer : null;
        var age = time.GetUtcNow() - _answeredAt;
        if (_answer is not null && age < options.Value.FreshFor)
        {
            return new(_answer, ValuesSource.Cache);
        }

        var fetching = _fetching ??= FetchAsync(access, query);
        return _answer is not null && age < options.Value.FreshFor + options.Value.StaleFor
            ? new(_answer with { Refreshing = true }, ValuesSource.Cache)
            : await fetching;
    }

    private async Task<ValuesAnswer> FetchAsync(WarehouseAccess access, PropertyValuesQuery query)
    {
        // Let the caller store this task first, and have it run as a turn of its own.
        await Task.Yield();
        try
        {
            var answer = await reader.ReadAsync(access, query);
            // What is not there may be made at any moment: only an answer is worth keeping.
            _answer = answer.Result.Outcome == PropertyValuesOutcome.Found ? answer.Result : null;
            (_answeredBy, _answeredAt) = (access.DatabaseName, time.GetUtcNow());
            return answer;
        }
        finally
        {
            _fetching = null;
        }
    }
}
