using System.Diagnostics.Metrics;

namespace Warehouse.Access;

/// <summary>Requests that were not let on. Each is defined in docs/metrics.md.</summary>
internal sealed class AccessMetrics
{
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _throttled;

    public AccessMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Warehouse");
        _refusals = meter.CreateCounter<long>("warehouse.key.refusals", "{request}", "Requests refused for their key, or the lack of one.");
        _throttled = meter.CreateCounter<long>(
            "warehouse.requests.throttled", "{request}", "Requests refused because the key, or the address, had sent too many.");
    }

    public void Refused(RefusalReason reason) => _refusals.Add(1, new KeyValuePair<string, object?>("reason", reason switch
    {
        RefusalReason.NoKey => "no_key",
        RefusalReason.InvalidKey => "invalid_key",
        RefusalReason.ScopeMissing => "scope_missing",
        RefusalReason.ProjectNotFound => "project_not_found",
        RefusalReason.ProjectNotListed => "project_not_listed",
        _ => "other_organization",
    }));

    public void Throttled(ThrottledBy by) =>
        _throttled.Add(1, new KeyValuePair<string, object?>("limit", by == ThrottledBy.Key ? "key" : "address"));
}
