using Npgsql;
using Warehouse.Failpoints;
using Warehouse.Servers;
using Warehouse.Storage;
using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Warehouses;

/// <summary>A provision up to its acceptance: may it be, where does it go, and is the name free. The machine makes what was accepted.</summary>
internal sealed class ProvisionCall(
    Guid organizationId,
    string bucket,
    ConfirmedState<WarehouseRecord> state,
    WarehouseMachine machine,
    WarehouseServers servers,
    WarehouseRunner runner,
    IGrainFactory grains,
    TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan LookUpLimit = TimeSpan.FromSeconds(2);

    public async Task<ProvisionResult> RunAsync(ProvisionCommand command)
    {
        var record = await state.ReloadAsync();
        var before = record.Provision;
        if (before?.OperationId == command.OperationId && before.State is not WarehouseState.Deleted)
        {
            return Accepted(before);
        }

        if (before is { IsLive: true })
        {
            return Refused(ProvisionOutcome.AlreadyExists);
        }

        if (record.SuffixConflict(command.ProjectId, command.TableSuffix) is { } conflict)
        {
            return Refused(conflict);
        }

        if (ServerFor(before) is not { } server)
        {
            return Refused(ProvisionOutcome.NoServer);
        }

        return servers.IsReserved(command.DatabaseName) || await IsForeignAsync(server, command.DatabaseName)
            ? Refused(ProvisionOutcome.NameTaken)
            : await machine.CallAsync(_ => ClaimAndAcceptAsync(command, server.Name));
    }

    public async Task<bool> IsNameAvailableAsync(string databaseName)
    {
        var provision = state.Value.Provision;
        if (await grains.WarehouseName(databaseName).GetHolderAsync() is { } holder)
        {
            // The organization may have its own name again once its warehouse is deleted.
            return holder == organizationId && provision is not { IsLive: true };
        }

        return ServerFor(provision) is not { } server || !(servers.IsReserved(databaseName) || await IsForeignAsync(server, databaseName));
    }

    private static ProvisionResult Refused(ProvisionOutcome outcome) => new() { Outcome = outcome };

    private static ProvisionResult Accepted(Provision provision) => new() { Outcome = ProvisionOutcome.Accepted, Username = provision.DatabaseName };

    /// <summary>An organization is placed once: the server of its first warehouse is that of all later ones.</summary>
    private WarehouseServer? ServerFor(Provision? before) => before is null ? servers.Place(organizationId) : servers.Find(before.Server);

    /// <summary>True when somebody else has a database or login of this name on the server.</summary>
    private async Task<bool> IsForeignAsync(WarehouseServer server, string databaseName)
    {
        using var limit = new CancellationTokenSource(LookUpLimit, time);
        try
        {
            return await server.HasForeignAsync(
                databaseName, new WarehouseSpec(organizationId, databaseName, server.Name, bucket, "").Mark, limit.Token);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            // A server that does not answer is no reason to refuse: the step that makes the database looks again.
            WarehouseLog.NotLookedUp(logger, organizationId, server.Name, exception);
            return false;
        }
    }

    private async Task<ProvisionResult> ClaimAndAcceptAsync(ProvisionCommand command, string server)
    {
        if (state.Value.NameIntent is not null)
        {
            await runner.RunAsync(WarehouseWork.ReleaseUnusedName, state.Value, machine.SpecOf(null), CancellationToken.None);
        }

        await state.UpdateAsync(record => record with { NameIntent = command.DatabaseName });
        Failpoint.Hit("provision.intent");
        if (!await grains.WarehouseName(command.DatabaseName).ClaimAsync(organizationId))
        {
            await state.UpdateAsync(record => record with { NameIntent = null });
            return Refused(ProvisionOutcome.NameTaken);
        }

        Failpoint.Hit("provision.claimed");
        var accepted = await state.UpdateAsync(record => record.Accept(command, server, time.GetUtcNow()));
        Failpoint.Hit("provision.accepted");
        WarehouseLog.Accepted(logger, organizationId, command.DatabaseName, server);
        return Accepted(accepted.Provision!);
    }
}
