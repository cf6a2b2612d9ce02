using Warehouse.Jobs;
using Warehouse.Teams;
using Warehouse.Usage;

namespace Warehouse.Http;

/// <summary>What services report; the gateway never does.</summary>
public partial class FakeCluster
{
    Task<IReadOnlyList<Job>> ITeamGrain.ListJobsAsync(int limit, Guid? after) => throw new NotSupportedException();

    Task<JobOutcome> ITeamGrain.StartJobAsync(JobStart start) => throw new NotSupportedException();

    ValueTask<JobOutcome> ITeamGrain.ReportProgressAsync(Guid jobId, long rows) => throw new NotSupportedException();

    ValueTask<IReadOnlyList<JobOutcome>> ITeamGrain.ReportProgressBatchAsync(IReadOnlyList<JobProgress> reports) =>
        throw new NotSupportedException();

    Task<JobOutcome> ITeamGrain.CompleteJobAsync(Guid jobId, long rows) => throw new NotSupportedException();

    Task<JobOutcome> ITeamGrain.FailJobAsync(Guid jobId, long? rows, string error) => throw new NotSupportedException();

    Task<JobOutcome> ITeamGrain.CancelJobAsync(Guid jobId) => throw new NotSupportedException();

    Task<LedgerOutcome> ITeamGrain.RegisterSourceAsync(SourceRegistration source) => throw new NotSupportedException();

    Task<LedgerOutcome> ITeamGrain.RemoveSourceAsync(Guid sourceId) => throw new NotSupportedException();

    Task<LedgerOutcome> ITeamGrain.RegisterTableAsync(string name) => throw new NotSupportedException();

    Task<LedgerOutcome> ITeamGrain.RemoveTableAsync(string name) => throw new NotSupportedException();

    ValueTask<IReadOnlyList<string>> ITeamGrain.GetTablesAsync() => throw new NotSupportedException();

    Task<LedgerOutcome> ITeamGrain.AcknowledgeRowsAsync(RowsAcknowledgement acknowledgement) => throw new NotSupportedException();
}
