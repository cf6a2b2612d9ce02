using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Warehouses;

/// <summary>
/// The state machine: what comes next, and what a record becomes. Pure functions; the grain writes their results before anyone sees them.
/// </summary>
internal static class WarehouseTransitions
{
    public const int MaxSteps = 20;

    /// <summary>What the machine has to do next; null when it may rest.</summary>
    public static WarehouseWork? Next(WarehouseRecord record)
    {
        var provision = record.Provision;
        if (record.NameIntent is not null)
        {
            return WarehouseWork.ReleaseUnusedName;
        }

        return provision switch
        {
            null => null,
            { State: WarehouseState.Deleting } => WarehouseWork.Remove,
            { State: WarehouseState.Deleted } => null,
            _ when record.Leftovers.Count > 0 => WarehouseWork.RemoveRemains,
            { State: WarehouseState.Ready, UnconfirmedVerifier: not null } => WarehouseWork.UndoReset,
            { State: WarehouseState.Ready, BackfillsBegun: false } => WarehouseWork.BeginBackfills,
            { State: WarehouseState.Ready } => null,
            { S3: not ResourceState.Ready } => WarehouseWork.MakeBucket,
            { MetadataStore: not ResourceState.Ready } => WarehouseWork.MakeDatabase,
            { Identity: not ResourceState.Ready } => WarehouseWork.MakeIdentity,
            { Secrets: not ResourceState.Ready } => WarehouseWork.MakeSecrets,
            _ => WarehouseWork.ProveLogin,
        };
    }

    /// <summary>A provision that was accepted. What the one before it made under another name is left over.</summary>
    public static WarehouseRecord Accept(this WarehouseRecord record, ProvisionCommand command, string server, DateTimeOffset now)
    {
        var before = record.Provision;
        var isRenamed = before is { State: WarehouseState.Failed } && before.DatabaseName != command.DatabaseName;
        return record with
        {
            NameIntent = null,
            Leftovers = isRenamed ? [.. record.Leftovers, new Leftover(before!.Server, before.DatabaseName)] : record.Leftovers,
            TableSuffixes = new Dictionary<long, string>(record.TableSuffixes) { [command.ProjectId] = command.TableSuffix },
            Provision = new Provision
            {
                OperationId = command.OperationId,
                State = WarehouseState.Pending,
                DatabaseName = command.DatabaseName,
                Server = server,
                Verifier = command.Verifier,
                AcceptedAt = now,
                Attempts = 1,
                AttemptStartedAt = now,
            },
        };
    }

    /// <summary>Why a project cannot have this suffix: it is written once for a project, and one project's in the organization.</summary>
    public static ProvisionOutcome? SuffixConflict(this WarehouseRecord record, long projectId, string suffix) =>
        record.TableSuffixes.TryGetValue(projectId, out var own) && own != suffix ? ProvisionOutcome.SuffixFixed
        : record.TableSuffixes.Any(entry => entry.Value == suffix && entry.Key != projectId) ? ProvisionOutcome.SuffixTaken
        : null;

    /// <summary>Gives one more project of the organization its tables; the machine tells the project's backfill.</summary>
    public static WarehouseRecord EnableBackfill(this WarehouseRecord record, long projectId, string suffix) => record with
    {
        TableSuffixes = new Dictionary<long, string>(record.TableSuffixes) { [projectId] = suffix },
        Provision = record.Provision! with { BackfillsBegun = false },
    };

    /// <summary>Changes the provision of this operation. What was begun for an earlier one does not concern a later one.</summary>
    public static WarehouseRecord Change(this WarehouseRecord record, Guid operationId, Func<Provision, Provision> change)
    {
        if (record.Provision is not { } provision || provision.OperationId != operationId)
        {
            return record;
        }

        var changed = change(provision);
        return ReferenceEquals(changed, provision) ? record : record with { Provision = changed };
    }

    /// <summary>
    /// A step that began on <paramref name="began"/> has done its work. The result of an earlier attempt does not count: a deletion or a
    /// healing that was asked for meanwhile is an attempt of its own.
    /// </summary>
    public static WarehouseRecord Succeed(
        this WarehouseRecord record, WarehouseRecord began, WarehouseWork work, Guid operationId, int attempt, DateTimeOffset startedAt, DateTimeOffset now)
    {
        if (record.Provision is not { } provision || provision.OperationId != operationId || provision.Attempts != attempt)
        {
            return record;
        }

        var next = provision.Succeed(work, startedAt, now);
        if (work == WarehouseWork.BeginBackfills && record.TableSuffixes.Count != began.TableSuffixes.Count)
        {
            // A project came meanwhile that nobody has been told of. Suffixes are only ever added.
            next = next with { BackfillsBegun = false };
        }

        return (record with { Provision = next }).Finish(work);
    }

    /// <summary>What a step that has ended leaves in the record apart from the provision.</summary>
    public static WarehouseRecord Finish(this WarehouseRecord record, WarehouseWork work) => work switch
    {
        WarehouseWork.ReleaseUnusedName => record with { NameIntent = null },
        WarehouseWork.RemoveRemains or WarehouseWork.Remove => record with { Leftovers = [] },
        _ => record,
    };

    /// <summary>The moment before a step runs: readers see the resource being provisioned.</summary>
    public static Provision Begin(this Provision provision, WarehouseWork work) => provision.State switch
    {
        WarehouseState.Pending => (provision with { State = WarehouseState.Provisioning }).Begin(work),
        // A failed warehouse that is looked at again keeps saying failed until it is ready.
        WarehouseState.Provisioning when ResourceOf(work) is { } resource => provision.With(resource, ResourceState.Provisioning),
        _ => provision,
    };

    public static Provision Succeed(this Provision provision, WarehouseWork work, DateTimeOffset startedAt, DateTimeOffset now)
    {
        var next = provision.Note(work, startedAt, now, failure: null) with { NextAttemptAt = null };
        if (next.State != WarehouseState.Failed)
        {
            // A failed warehouse keeps its reason, and its growing wait, until all of it is ready again.
            next = next with { FailuresInARow = 0, Reason = null };
        }

        if (ResourceOf(work) is { } resource)
        {
            return next.With(resource, ResourceState.Ready);
        }

        return work switch
        {
            WarehouseWork.ProveLogin => next with { State = WarehouseState.Ready, ReadyAt = now, FailedAt = null, Reason = null, FailuresInARow = 0 },
            WarehouseWork.Remove => next with
            {
                State = WarehouseState.Deleted,
                S3 = ResourceState.Pending,
                MetadataStore = ResourceState.Pending,
                Identity = ResourceState.Pending,
                Secrets = ResourceState.Pending,
            },
            WarehouseWork.BeginBackfills => next with { BackfillsBegun = true },
            WarehouseWork.UndoReset => next with { UnconfirmedVerifier = null },
            _ => next,
        };
    }

    public static Provision Fail(
        this Provision provision, WarehouseWork work, FailureReason reason, Resource? resource, DateTimeOffset startedAt, DateTimeOffset now, ProvisioningOptions options)
    {
        var failures = provision.FailuresInARow + 1;
        var delay = TimeSpan.FromTicks(Math.Min(
            options.MaxRetryDelay.Ticks, options.RetryDelay.Ticks * (1L << Math.Min(failures - 1, 20))));
        var next = provision.Note(work, startedAt, now, reason) with { FailuresInARow = failures, Reason = reason, NextAttemptAt = now + delay };
        var givenUp = failures >= options.TriesBeforeFailed || !reason.IsTransient() || now - provision.AttemptStartedAt >= options.AttemptLimit;
        if (next.State == WarehouseState.Failed)
        {
            // Looked at again, and still broken.
            next = next with { Attempts = next.Attempts + 1, AttemptStartedAt = now };
        }
        else if (next.State is WarehouseState.Provisioning or WarehouseState.Pending && givenUp)
        {
            next = next with { State = WarehouseState.Failed, FailedAt = now, Attempts = next.Attempts + 1, AttemptStartedAt = now };
        }

        var atFault = resource ?? ResourceOf(work);
        return next.State == WarehouseState.Failed && atFault is { } broken ? next.With(broken, ResourceState.Failed) : next;
    }

    /// <summary>Begins to delete. As with every new attempt, whatever step is under way for the one before has no say any more.</summary>
    public static Provision Deprovision(this Provision provision, DateTimeOffset now) => provision with
    {
        State = WarehouseState.Deleting,
        Reason = null,
        FailuresInARow = 0,
        NextAttemptAt = null,
        ReadyAt = null,
        FailedAt = null,
        UnconfirmedVerifier = null,
        Attempts = provision.Attempts + 1,
        AttemptStartedAt = now,
    };

    /// <summary>Sends a ready or failed warehouse through all its steps again.</summary>
    public static Provision Heal(this Provision provision, DateTimeOffset now) => provision with
    {
        State = WarehouseState.Provisioning,
        BackfillsBegun = false,
        S3 = ResourceState.Pending,
        MetadataStore = ResourceState.Pending,
        Identity = ResourceState.Pending,
        Secrets = ResourceState.Pending,
        Reason = null,
        FailuresInARow = 0,
        NextAttemptAt = null,
        ReadyAt = null,
        FailedAt = null,
        Attempts = provision.Attempts + 1,
        AttemptStartedAt = now,
    };

    public static string MessageOf(Provision provision) => provision switch
    {
        { State: WarehouseState.Deleted } => "Resources deleted",
        { State: WarehouseState.Deleting, Reason: null } => "Deprovisioning...",
        { State: WarehouseState.Ready } => "Infrastructure ready",
        { Reason: { } reason } => reason.Text(),
        { State: WarehouseState.Pending } => "",
        _ => "Provisioning in progress...",
    };

    public static Resource? ResourceOf(WarehouseWork work) => work switch
    {
        WarehouseWork.MakeBucket => Resource.S3,
        WarehouseWork.MakeDatabase => Resource.MetadataStore,
        WarehouseWork.MakeIdentity => Resource.Identity,
        WarehouseWork.MakeSecrets => Resource.Secrets,
        _ => null,
    };

    private static Provision With(this Provision provision, Resource resource, ResourceState state) => resource switch
    {
        Resource.S3 => provision with { S3 = state },
        Resource.MetadataStore => provision with { MetadataStore = state },
        Resource.Identity => provision with { Identity = state },
        _ => provision with { Secrets = state },
    };

    private static Provision Note(this Provision provision, WarehouseWork work, DateTimeOffset startedAt, DateTimeOffset now, FailureReason? failure) =>
        provision with { Steps = [.. provision.Steps.TakeLast(MaxSteps - 1), new StepRecord(work.ToString(), startedAt, now, failure)] };
}
