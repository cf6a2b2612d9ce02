using Orleans.Concurrency;

namespace Warehouse.Audit;

[StatelessWorker]
internal sealed class AuditGrain(AuditStore store) : Grain, IAuditGrain
{
    private const int MaxPage = 1000;

    public Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query) => store.ListAsync(query with { Limit = Math.Clamp(query.Limit, 1, MaxPage) });
}
