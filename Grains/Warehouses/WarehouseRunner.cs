using Warehouse.ObjectStore;
using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Warehouses;

/// <summary>
/// Runs one step: in the object store, on a warehouse server, at the grain of a name. It knows nothing of state. The first five, in this order,
/// make a warehouse; each may be repeated after a success or after a crash at any instant, and ends in the same place.
/// </summary>
internal sealed class WarehouseRunner(
    IObjectStore store,
    DatabaseStep database,
    IdentityStep identity,
    SecretsStep secrets,
    LoginProof proof,
    WarehouseRemoval removal,
    IWarehouseBackfills backfills,
    IGrainFactory grains)
{
    public async Task RunAsync(WarehouseWork work, WarehouseRecord record, WarehouseSpec spec, CancellationToken cancellationToken)
    {
        switch (work)
        {
            case WarehouseWork.MakeBucket:
                await store.EnsureBucketAsync(spec.OrganizationId, spec.Bucket, cancellationToken);
                break;
            case WarehouseWork.MakeDatabase:
                await database.EnsureAsync(spec, cancellationToken);
                break;
            case WarehouseWork.MakeIdentity:
                await identity.EnsureAsync(spec, cancellationToken);
                break;
            case WarehouseWork.MakeSecrets:
                await secrets.EnsureAsync(spec, cancellationToken);
                break;
            case WarehouseWork.ProveLogin:
                await proof.ProveAsync(spec, cancellationToken);
                break;
            case WarehouseWork.UndoReset:
                await secrets.ReplaceVerifierAsync(spec, cancellationToken);
                break;
            case WarehouseWork.BeginBackfills:
                await backfills.BeginAsync(spec, record.TableSuffixes);
                break;
            case WarehouseWork.Remove:
                await backfills.StopAsync(spec.OrganizationId, record.TableSuffixes.Keys);
                await removal.RemoveDatabaseAsync(spec, cancellationToken);
                await RemoveLeftoversAsync(record, spec, cancellationToken);
                await removal.RemoveServiceLoginAsync(spec, cancellationToken);
                await removal.RemoveBucketAsync(spec, cancellationToken);
                await Name(spec.DatabaseName).ReleaseAsync(spec.OrganizationId);
                break;
            case WarehouseWork.RemoveRemains:
                await RemoveLeftoversAsync(record, spec, cancellationToken);
                break;
            case WarehouseWork.ReleaseUnusedName:
                if (record.NameIntent is { } unused && !IsInUse(record, unused))
                {
                    await Name(unused).ReleaseAsync(spec.OrganizationId);
                }

                break;
            default:
                throw new InvalidOperationException($"There is no step {work}.");
        }
    }

    private static bool IsInUse(WarehouseRecord record, string name) =>
        record.Provision is { State: not WarehouseState.Deleted } provision && provision.DatabaseName == name
        || record.Leftovers.Any(leftover => leftover.DatabaseName == name);

    private async Task RemoveLeftoversAsync(WarehouseRecord record, WarehouseSpec spec, CancellationToken cancellationToken)
    {
        foreach (var leftover in record.Leftovers)
        {
            // A name that was given up and taken again is in use, and stays.
            if (leftover.DatabaseName != record.Provision?.DatabaseName)
            {
                await removal.RemoveDatabaseAsync(spec with { DatabaseName = leftover.DatabaseName, Server = leftover.Server }, cancellationToken);
                await Name(leftover.DatabaseName).ReleaseAsync(spec.OrganizationId);
            }
        }
    }

    private IWarehouseNameGrain Name(string databaseName) => grains.WarehouseName(databaseName);
}
