using System.Reflection;
using Warehouse.Access;
using Warehouse.Activities;
using Warehouse.Backfills;
using Warehouse.PropertyValues;
using Warehouse.Teams;
using Warehouse.Usage;
using Warehouse.Warehouses;

namespace Warehouse.Http;

/// <summary>
/// A cluster of one answer for every grain method, to put the gateway into situations that a real one gets into seldom. Unless told
/// otherwise it knows one key, an admin's, and one project.
/// </summary>
public partial class FakeCluster : IApiKeyGrain, ITeamGrain, IWarehouseGrain, IPropertyValuesGrain
{
    public static readonly Guid OrganizationId = new("0197a0de-0000-7000-8000-00000000000a");
    public const long ProjectId = 5;

    public List<AccessRequest> AccessRequests { get; } = [];

    public Func<AccessRequest, AccessDecision> Authorize { get; set; } = request => request switch
    {
        { NamesNoProject: true } or { ProjectId: not (null or ProjectId) } => new AccessDecision { Verdict = AccessVerdict.NoDefaultProject },
        _ => Granted(OrganizationRole.Admin),
    };

    public Func<ActivityQuery, ActivityPage> Activity { get; set; } = _ => new ActivityPage { Results = [], HasMore = false };

    public Func<UsageReport> Usage { get; set; } = () => new UsageReport { RowsBySource = new Dictionary<Guid, long>(), MaterializedRows = 0, TrackedRows = 0, PendingRows = 0 };

    public Func<ProvisionCommand, ProvisionResult> Provision { get; set; } = command => new ProvisionResult { Outcome = ProvisionOutcome.Accepted, Username = command.DatabaseName };

    public Func<string, ResetPasswordResult> ResetPassword { get; set; } = _ => new ResetPasswordResult { Outcome = ResetPasswordOutcome.Done, Username = "acme" };

    public Func<DeprovisionOutcome> Deprovision { get; set; } = () => DeprovisionOutcome.Started;

    public Func<long, string, EnableBackfillOutcome> EnableBackfill { get; set; } = (_, _) => EnableBackfillOutcome.Enabled;

    public Func<string, bool> IsNameAvailable { get; set; } = _ => true;

    public Func<int, Jobs.JobStats> JobStats { get; set; } = _ => throw new NotSupportedException();

    public Func<WarehouseStatus?> Status { get; set; } = () => null;

    public Func<PropertyValuesQuery, PropertyValuesResult> Values { get; set; } = _ => new PropertyValuesResult { Outcome = PropertyValuesOutcome.Found };

    public static AccessDecision Granted(OrganizationRole role) =>
        new() { Verdict = AccessVerdict.Granted, ProjectId = ProjectId, OrganizationId = OrganizationId, Role = role };

    /// <summary>Every grain of this cluster is the cluster itself.</summary>
    public IGrainFactory ToFactory()
    {
        var factory = DispatchProxy.Create<IGrainFactory, Factory>();
        ((Factory)factory).Cluster = this;
        return factory;
    }

    ValueTask<AccessDecision> IApiKeyGrain.AuthorizeAsync(AccessRequest request)
    {
        AccessRequests.Add(request);
        return new(Authorize(request));
    }

    Task<bool> IApiKeyGrain.RevokeAsync() => throw new NotSupportedException();

    ValueTask<TeamRegistration?> ITeamGrain.GetRegistrationAsync() => throw new NotSupportedException();

    ValueTask<ActivityPage> ITeamGrain.GetRunningActivityAsync(ActivityQuery query) => new(Activity(query));

    ValueTask<UsageReport> ITeamGrain.GetUsageAsync() => new(Usage());

    Task<ProvisionResult> IWarehouseGrain.ProvisionAsync(ProvisionCommand command) => Task.FromResult(Provision(command));

    Task<ResetPasswordResult> IWarehouseGrain.ResetPasswordAsync(string verifier) => Task.FromResult(ResetPassword(verifier));

    Task<DeprovisionOutcome> IWarehouseGrain.DeprovisionAsync() => Task.FromResult(Deprovision());

    Task<bool> IWarehouseGrain.HealAsync() => throw new NotSupportedException();

    Task<EnableBackfillOutcome> IWarehouseGrain.EnableBackfillAsync(long projectId, string tableSuffix) => Task.FromResult(EnableBackfill(projectId, tableSuffix));

    Task<bool> IWarehouseGrain.IsNameAvailableAsync(string databaseName) => Task.FromResult(IsNameAvailable(databaseName));

    Task<ActivityPage> ITeamGrain.GetCompletedActivityAsync(ActivityQuery query) => Task.FromResult(Activity(query));

    Task<Jobs.JobStats> ITeamGrain.GetJobStatsAsync(int days) => Task.FromResult(JobStats(days));

    ValueTask<BackfillReport> ITeamGrain.GetBackfillAsync() => throw new NotSupportedException();

    Task<bool> ITeamGrain.RescanBackfillAsync() => throw new NotSupportedException();

    Task<bool> ITeamGrain.RetryBackfillAsync() => throw new NotSupportedException();

    Task<bool> ITeamGrain.CancelBackfillAsync() => throw new NotSupportedException();

    ValueTask<WarehouseStatus?> IWarehouseGrain.GetStatusAsync() => new(Status());

    ValueTask<WarehouseReport?> IWarehouseGrain.GetReportAsync() => throw new NotSupportedException();

    Task<PropertyValuesResult> IPropertyValuesGrain.GetAsync(PropertyValuesQuery query) => Task.FromResult(Values(query));

    /// <summary>Public and open only because the proxy's type derives from it.</summary>
    public class Factory : DispatchProxy
    {
        public FakeCluster Cluster { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Cluster;
    }
}
