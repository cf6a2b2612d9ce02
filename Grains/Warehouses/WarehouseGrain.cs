using System.Diagnostics;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Storage;
using Warehouse.Backfills;
using Warehouse.Credentials;
using Warehouse.Failpoints;
using Warehouse.Failures;
using Warehouse.Hosting;
using Warehouse.ObjectStore;
using Warehouse.Servers;
using Warehouse.Telemetry;
using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Warehouses;

/// <summary>
/// Runs <see cref="WarehouseTransitions"/>: one step at a time from a timer, each result written before the next begins. A reminder brings
/// the grain back after a crash and goes away when there is nothing left to do. Steps run while calls come in, so status never waits; what
/// changes the record goes through <see cref="UpdateAsync"/> one after the other. Immovable: a stopping silo would send along what is in memory,
/// and the next activation must begin with what is stored.
/// </summary>
[Immovable]
internal sealed partial class WarehouseGrain(
    [PersistentState("warehouse")] IPersistentState<WarehouseRecord> storage,
    WarehouseServers servers,
    WarehouseRunner runner,
    SecretsStep secrets,
    IOptions<ProvisioningOptions> options,
    IOptions<ObjectStoreOptions> objectStore,
    WarehouseMetrics metrics,
    TimeProvider time,
    ILogger<WarehouseGrain> logger) : Grain, IWarehouseGrain, IWarehouseAccess, IRemindable, IDisposable
{
    private const string ReminderName = "provisioning";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EffectLimit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LookUpLimit = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _writing = new(1);

    // Held while something outside is changed: a reset and a step of the machine must not overtake one another on the server.
    private readonly SemaphoreSlim _effects = new(1);
    private WarehouseRecord _record = new();
    private IGrainTimer _timer = null!;
    private bool _unconfirmed;
    private bool _calling;
    private bool _hasReminder;
    private WarehouseState? _counted;
    private ActivityContext _cause;

    private Guid Id => this.GetPrimaryKey();

    private string Bucket => BucketName.For(Id, objectStore.Value.BucketPrefix);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _record = storage.State;
        Count(_record.Provision?.State);
        _timer = this.RegisterGrainTimer(WorkAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
        {
            Interleave = true,
            KeepAlive = true,
        });
        Schedule();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        WarehouseTransitions.Next(_record) is null ? Task.CompletedTask : this.HandOverAsync(reason, ReminderName, ReminderPeriod);

    public async Task<ProvisionResult> ProvisionAsync(ProvisionCommand command)
    {
        Validate(command);
        await ReloadAsync();
        var before = _record.Provision;
        if (before?.OperationId == command.OperationId && before.State is not WarehouseState.Deleted)
        {
            return Accepted(before);
        }

        if (before is { IsLive: true })
        {
            return Refused(ProvisionOutcome.AlreadyExists);
        }

        if (SuffixConflict(command.ProjectId, command.TableSuffix) is { } conflict)
        {
            return Refused(conflict);
        }

        // An organization is placed once: what it had before decides where it goes.
        var server = before is null ? servers.Place(Id) : servers.Find(before.Server);
        if (server is null)
        {
            return Refused(ProvisionOutcome.NoServer);
        }

        if (servers.IsReserved(command.DatabaseName) || await StandsOnServerAsync(server, command.DatabaseName))
        {
            return Refused(ProvisionOutcome.NameTaken);
        }

        using var limit = new CancellationTokenSource(EffectLimit, time);
        return await CallAsync(() => WithEffectsAsync(() => ClaimAndAcceptAsync(command, server.Name), limit.Token));
    }

    public async Task<ResetPasswordResult> ResetPasswordAsync(string verifier)
    {
        if (!ScramVerifier.IsWellFormed(verifier))
        {
            throw new ArgumentException("Not a SCRAM-SHA-256 verifier.", nameof(verifier));
        }

        try
        {
            var result = await ResetAsync(verifier);
            metrics.Reset(result.Outcome);
            return result;
        }
        catch
        {
            metrics.ResetFailed();
            throw;
        }
    }

    private async Task<ResetPasswordResult> ResetAsync(string verifier)
    {
        await ReloadAsync();
        if (_record.Provision is not { } provision)
        {
            return new ResetPasswordResult { Outcome = ResetPasswordOutcome.NotFound };
        }

        if (provision.State != WarehouseState.Ready)
        {
            return new ResetPasswordResult { Outcome = ResetPasswordOutcome.NotReady };
        }

        using var limit = new CancellationTokenSource(EffectLimit, time);
        return await CallAsync(() => WithEffectsAsync(() => ReplaceVerifierAsync(provision, verifier, limit.Token), limit.Token));
    }

    public async Task<DeprovisionOutcome> DeprovisionAsync()
    {
        await ReloadAsync();
        switch (_record.Provision)
        {
            case null:
                return DeprovisionOutcome.NotFound;
            case { State: WarehouseState.Deleting or WarehouseState.Deleted }:
                return DeprovisionOutcome.AlreadyDeleting;
            case var provision:
                return await CallAsync(async () =>
                {
                    await UpdateProvisionAsync(provision.OperationId, current => current.Deprovision(time.GetUtcNow()));
                    return DeprovisionOutcome.Started;
                });
        }
    }

    public async Task<bool> HealAsync()
    {
        await ReloadAsync();
        if (_record.Provision is not { State: WarehouseState.Ready or WarehouseState.Failed } provision)
        {
            return false;
        }

        return await CallAsync(async () =>
        {
            await UpdateProvisionAsync(provision.OperationId, current => current.Heal(time.GetUtcNow()));
            return true;
        });
    }

    public async Task<EnableBackfillOutcome> EnableBackfillAsync(long projectId, string tableSuffix)
    {
        if (!WarehouseNames.IsTableSuffix(tableSuffix) || tableSuffix.Length > WarehouseNames.MaxTableSuffixLength)
        {
            throw new ArgumentException("The table suffix is not 1 to 55 characters of a-z, 0-9 and underscore.", nameof(tableSuffix));
        }

        await ReloadAsync();
        if (_record.Provision is not { State: not (WarehouseState.Deleting or WarehouseState.Deleted) } provision)
        {
            return EnableBackfillOutcome.NoWarehouse;
        }

        if (SuffixConflict(projectId, tableSuffix) is { } conflict)
        {
            return conflict == ProvisionOutcome.SuffixFixed ? EnableBackfillOutcome.SuffixFixed : EnableBackfillOutcome.SuffixTaken;
        }

        if (_record.TableSuffixes.ContainsKey(projectId))
        {
            return EnableBackfillOutcome.Unchanged;
        }

        return await CallAsync(async () =>
        {
            await UpdateAsync(record => record with
            {
                TableSuffixes = new Dictionary<long, string>(record.TableSuffixes) { [projectId] = tableSuffix },
                Provision = record.Provision! with { BackfillsBegun = false },
            });
            return EnableBackfillOutcome.Enabled;
        });
    }

    public async Task<bool> IsNameAvailableAsync(string databaseName)
    {
        if (await GrainFactory.WarehouseName(databaseName).GetHolderAsync() is { } holder)
        {
            // Its own name it may have again once the warehouse is no more.
            return holder == Id && _record.Provision is not { IsLive: true };
        }

        var server = _record.Provision is { } provision ? servers.Find(provision.Server) : servers.Place(Id);
        return server is null || !(servers.IsReserved(databaseName) || await StandsOnServerAsync(server, databaseName));
    }

    public ValueTask<WarehouseStatus?> GetStatusAsync() =>
        new(_record.Provision is { } provision ? WarehouseViews.Status(Id, _record, provision, servers) : null);

    public ValueTask<WarehouseReport?> GetReportAsync() =>
        new(_record.Provision is { } provision ? WarehouseViews.Report(Id, _record, provision, servers, Bucket) : null);

    public ValueTask<WarehouseAccess?> GetAccessAsync() =>
        new(_record.Provision is { } provision ? WarehouseViews.Access(Id, _record, provision) : null);

    /// <summary>A tick finds the grain activated, and with that at work. Without work the reminder has had its day.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _hasReminder = true;
        Schedule();
        if (!_calling && WarehouseTransitions.Next(_record) is null)
        {
            await RemoveReminderAsync();
        }
    }

    public void Dispose()
    {
        Count(null);
        _writing.Dispose();
        _effects.Dispose();
    }

    private static ProvisionResult Refused(ProvisionOutcome outcome) => new() { Outcome = outcome };

    private static ProvisionResult Accepted(Provision provision) => new() { Outcome = ProvisionOutcome.Accepted, Username = provision.DatabaseName };

    private static void Validate(ProvisionCommand command)
    {
        var name = command.DatabaseName;
        if (!WarehouseNames.IsDnsLabel(name) || name.Length is < WarehouseNames.MinDatabaseNameLength or > WarehouseNames.MaxDatabaseNameLength)
        {
            throw new ArgumentException("The database name is not a DNS label of 3 to 63 characters.", nameof(command));
        }

        if (!WarehouseNames.IsTableSuffix(command.TableSuffix) || command.TableSuffix.Length > WarehouseNames.MaxTableSuffixLength)
        {
            throw new ArgumentException("The table suffix is not 1 to 55 characters of a-z, 0-9 and underscore.", nameof(command));
        }

        if (!ScramVerifier.IsWellFormed(command.Verifier))
        {
            throw new ArgumentException("Not a SCRAM-SHA-256 verifier.", nameof(command));
        }
    }

    // A suffix is written once a project, and is one project's in the organization.
    private ProvisionOutcome? SuffixConflict(long projectId, string suffix) =>
        _record.TableSuffixes.TryGetValue(projectId, out var standing) && standing != suffix ? ProvisionOutcome.SuffixFixed
        : _record.TableSuffixes.Any(entry => entry.Value == suffix && entry.Key != projectId) ? ProvisionOutcome.SuffixTaken
        : null;

    private WarehouseSpec SpecOf(Provision provision) => new(Id, provision.DatabaseName, provision.Server, Bucket, provision.Verifier);

    // A server that does not answer does not refuse a provision: the database step looks again.
    private async Task<bool> StandsOnServerAsync(WarehouseServer server, string databaseName)
    {
        using var limit = new CancellationTokenSource(LookUpLimit, time);
        try
        {
            return await server.HasForeignAsync(databaseName, new WarehouseSpec(Id, databaseName, server.Name, Bucket, "").Mark, limit.Token);
        }
        catch (Exception exception) when (exception is Npgsql.NpgsqlException or OperationCanceledException)
        {
            Log.NotLookedUp(logger, Id, server.Name, exception);
            return false;
        }
    }

    /// <summary>Runs what a caller waits for. The machine rests meanwhile, and takes up what is left when it ends.</summary>
    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        _calling = true;
        // The steps that follow have this call to thank for.
        _cause = Work.Cause;
        try
        {
            // Before anything is written, so that whatever is left half-done is looked at again.
            await EnsureReminderAsync();
            return await call();
        }
        finally
        {
            _calling = false;
            Schedule();
        }
    }

    private async Task EnsureReminderAsync()
    {
        if (!_hasReminder)
        {
            await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);
            _hasReminder = true;
        }
    }

    private async Task RemoveReminderAsync()
    {
        if (await this.GetReminder(ReminderName) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        _hasReminder = false;
    }

    // The intent is written first and the result last: whoever finds the intent alone puts the old verifier back, so a reset that nobody
    // was told of has not happened.
    private async Task<ResetPasswordResult> ReplaceVerifierAsync(Provision provision, string verifier, CancellationToken cancellationToken)
    {
        try
        {
            await UpdateProvisionAsync(provision.OperationId, current => current with { UnconfirmedVerifier = verifier });
            Failpoint.Hit("reset.intent");
            await secrets.ReplaceVerifierAsync(SpecOf(provision) with { Verifier = verifier }, cancellationToken);
            Failpoint.Hit("reset.applied");
            await UpdateProvisionAsync(provision.OperationId, current => current with { Verifier = verifier, UnconfirmedVerifier = null });
            Failpoint.Hit("reset.confirmed");
        }
        catch (Exception exception)
        {
            Log.ResetFailed(logger, Id, exception);
            throw new UnavailableException("The warehouse server cannot be reached, or the change was not confirmed; the old password stays. Try again.");
        }

        Log.Reset(logger, Id);
        return new ResetPasswordResult { Outcome = ResetPasswordOutcome.Done, Username = provision.DatabaseName };
    }

    private async Task<ProvisionResult> ClaimAndAcceptAsync(ProvisionCommand command, string server)
    {
        if (_record.NameIntent is not null)
        {
            await runner.RunAsync(WarehouseWork.ReleaseUnusedName, _record, new WarehouseSpec(Id, "", "", Bucket, ""), CancellationToken.None);
        }

        await UpdateAsync(record => record with { NameIntent = command.DatabaseName });
        Failpoint.Hit("provision.intent");
        if (!await GrainFactory.WarehouseName(command.DatabaseName).ClaimAsync(Id))
        {
            await UpdateAsync(record => record with { NameIntent = null });
            return Refused(ProvisionOutcome.NameTaken);
        }

        Failpoint.Hit("provision.claimed");
        await UpdateAsync(record => record.Accept(command, server, time.GetUtcNow()));
        Failpoint.Hit("provision.accepted");
        Log.Accepted(logger, Id, command.DatabaseName, server);
        return Accepted(_record.Provision!);
    }

    private async Task<T> WithEffectsAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken)
    {
        try
        {
            await _effects.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new UnavailableException("The warehouse is being worked on; nothing was changed. Try again.");
        }

        try
        {
            return await change();
        }
        finally
        {
            _effects.Release();
        }
    }

    private Task UpdateProvisionAsync(Guid operationId, Func<Provision, Provision> change) => UpdateAsync(record =>
    {
        // What was begun for an earlier provision has no say in a later one.
        if (record.Provision is not { } provision || provision.OperationId != operationId)
        {
            return record;
        }

        var changed = change(provision);
        return ReferenceEquals(changed, provision) ? record : record with { Provision = changed };
    });

    private async Task UpdateAsync(Func<WarehouseRecord, WarehouseRecord> change)
    {
        await _writing.WaitAsync();
        try
        {
            await ReadAgainAsync();
            var next = change(_record);
            if (ReferenceEquals(next, _record))
            {
                return;
            }

            _unconfirmed = true;
            storage.State = next;
            await storage.WriteStateAsync();
            _record = next;
            _unconfirmed = false;
            Count(next.Provision?.State);
        }
        catch (InconsistentStateException)
        {
            // Another activation of this grain has written: there must not be two.
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>
    /// After a write that was not confirmed nobody knows what is stored. Readers go on seeing the last state that was confirmed, which is
    /// never ahead of storage, also while the database is away; whoever wants to change something reads first.
    /// </summary>
    private async Task ReloadAsync()
    {
        await _writing.WaitAsync();
        try
        {
            await ReadAgainAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Count(WarehouseState? state)
    {
        if (state != _counted)
        {
            metrics.Moved(_counted, state);
            _counted = state;
        }
    }

    private async Task ReadAgainAsync()
    {
        if (_unconfirmed)
        {
            await storage.ReadStateAsync();
            _record = storage.State;
            _unconfirmed = false;
            Count(_record.Provision?.State);
        }
    }
}
