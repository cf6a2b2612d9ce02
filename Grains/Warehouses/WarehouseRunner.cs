using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Warehouses;

/// <summary>Does one piece of work outside: in the object store, on a warehouse server, at a name's grain. Knows nothing of state.</summary>
internal sealed class WarehouseRunner(
    IEnumerable<IProvisioningStep> steps, SecretsStep secrets, LoginProof proof, WarehouseRemoval removal, IGrainFactory grains)
{
    private readonly Dictionary<Resource, IProvisioningStep> _steps = steps.ToDictionary(step => step.Resource);

    public async Task RunAsync(WarehouseWork work, WarehouseRecord record, WarehouseSpec spec, CancellationToken cancellationToken)
    {
        switch (work)
        {
            case WarehouseWork.ProveLogin:
                await proof.ProveAsync(spec, cancellationToken);
                break;
            case WarehouseWork.UndoReset:
                await secrets.ReplaceVerifierAsync(spec, cancellationToken);
                break;
            case WarehouseWork.BeginBackfills:
                await Task.WhenAll(record.TableSuffixes.Select(entry => grains.TeamBackfill(entry.Key).BeginBackfillAsync(spec.BackfillOf(entry.Key, entry.Value))));
                break;
            case WarehouseWork.Remove:
                await Task.WhenAll(record.TableSuffixes.Select(entry => grains.TeamBackfill(entry.Key).StopBackfillAsync(spec.OrganizationId)));
                await removal.RemoveDatabaseAsync(spec, cancellationToken);
                await RemoveRemainsAsync(record, spec, cancellationToken);
                await removal.RemoveServiceLoginAsync(spec, cancellationToken);
                await removal.RemoveBucketAsync(spec, cancellationToken);
                await Name(spec.DatabaseName).ReleaseAsync(spec.OrganizationId);
                break;
            case WarehouseWork.RemoveRemains:
                await RemoveRemainsAsync(record, spec, cancellationToken);
                break;
            case WarehouseWork.ReleaseUnusedName:
                if (record.NameIntent is { } unused && !IsInUse(record, unused))
                {
                    await Name(unused).ReleaseAsync(spec.OrganizationId);
                }

                break;
            default:
                await _steps[WarehouseTransitions.ResourceOf(work)!.Value].EnsureAsync(spec, cancellationToken);
                break;
        }
    }

    private static bool IsInUse(WarehouseRecord record, string name) =>
        record.Provision is { State: not WarehouseState.Deleted } provision && provision.DatabaseName == name
        || record.Remains.Any(remains => remains.DatabaseName == name);

    private async Task RemoveRemainsAsync(WarehouseRecord record, WarehouseSpec spec, CancellationToken cancellationToken)
    {
        foreach (var remains in record.Remains)
        {
            // A name that was left and taken again is in use: only what is not comes away.
            if (remains.DatabaseName != record.Provision?.DatabaseName)
            {
                await removal.RemoveDatabaseAsync(spec with { DatabaseName = remains.DatabaseName, Server = remains.Server }, cancellationToken);
                await Name(remains.DatabaseName).ReleaseAsync(spec.OrganizationId);
            }
        }
    }

    private IWarehouseNameGrain Name(string databaseName) => grains.WarehouseName(databaseName);
}
