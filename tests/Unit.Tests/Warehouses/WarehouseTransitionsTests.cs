using Warehouse.Credentials;
using Warehouse.Warehouses.Provisioning;

namespace Warehouse.Warehouses;

public sealed class WarehouseTransitionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ProvisioningOptions Options = new();

    private static readonly ProvisionCommand Command = new()
    {
        OperationId = new Guid("00000000-0000-0000-0000-000000000001"),
        ProjectId = 7,
        DatabaseName = "acme",
        TableSuffix = "main",
        Verifier = "verifier",
    };

    [Fact]
    public void Without_failures_the_steps_come_in_order_and_end_ready()
    {
        var record = new WarehouseRecord().Accept(Command, "local", Now);
        var seen = new List<WarehouseWork>();
        while (WarehouseTransitions.Next(record) is { } work)
        {
            seen.Add(work);
            record = record with { Provision = record.Provision!.Begin(work).Succeed(work, Now, Now) };
        }

        Assert.Equal(
            [
                WarehouseWork.MakeBucket, WarehouseWork.MakeDatabase, WarehouseWork.MakeIdentity, WarehouseWork.MakeSecrets,
                WarehouseWork.ProveLogin, WarehouseWork.BeginBackfills,
            ],
            seen);
        Assert.Equal(WarehouseState.Ready, record.Provision!.State);
        Assert.Equal(Now, record.Provision.ReadyAt);
    }

    [Fact]
    public void A_passing_failure_is_tried_again_and_after_three_the_warehouse_is_failed_on_that_resource()
    {
        var provision = Accepted().Begin(WarehouseWork.MakeBucket);
        for (var i = 0; i < Options.TriesBeforeFailed; i++)
        {
            Assert.Equal(WarehouseState.Provisioning, provision.State);
            provision = Fail(provision, FailureReason.ObjectStoreUnreachable);
        }

        Assert.Equal(WarehouseState.Failed, provision.State);
        Assert.Equal(ResourceState.Failed, provision.S3);
        Assert.Equal(Now, provision.FailedAt);
        Assert.Equal("The object store cannot be reached; retrying", WarehouseTransitions.MessageOf(provision));
    }

    [Fact]
    public void A_lasting_failure_fails_at_once()
    {
        Assert.Equal(WarehouseState.Failed, Fail(Accepted().Begin(WarehouseWork.MakeBucket), FailureReason.BucketTaken).State);
    }

    [Fact]
    public void An_attempt_over_its_limit_is_failed_at_its_next_failure()
    {
        var old = Accepted().Begin(WarehouseWork.MakeBucket) with { AttemptStartedAt = Now - Options.AttemptLimit };
        Assert.Equal(WarehouseState.Failed, Fail(old, FailureReason.TimedOut).State);
    }

    [Fact]
    public void The_wait_doubles_and_is_bounded()
    {
        var provision = Accepted().Begin(WarehouseWork.MakeBucket);
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 100; i++)
        {
            provision = Fail(provision, FailureReason.ServerUnreachable);
            waits.Add(provision.NextAttemptAt!.Value - Now);
        }

        Assert.Equal(Options.RetryDelay, waits[0]);
        Assert.Equal(Options.RetryDelay * 2, waits[1]);
        Assert.Equal(Options.MaxRetryDelay, waits[^1]);
        Assert.Equal(WarehouseTransitions.MaxSteps, provision.Steps.Count);
    }

    [Fact]
    public void A_failed_warehouse_keeps_saying_failed_until_it_is_ready()
    {
        var failed = Fail(Accepted().Begin(WarehouseWork.MakeBucket), FailureReason.BucketTaken);
        var again = failed.Begin(WarehouseWork.MakeBucket);
        Assert.Equal(WarehouseState.Failed, again.State);
        var record = new WarehouseRecord { Provision = again };
        while (WarehouseTransitions.Next(record) is { } work)
        {
            Assert.Equal(work == WarehouseWork.BeginBackfills ? WarehouseState.Ready : WarehouseState.Failed, record.Provision!.State);
            record = record with { Provision = record.Provision!.Succeed(work, Now, Now) };
        }

        Assert.Equal(WarehouseState.Ready, record.Provision!.State);
        Assert.Null(record.Provision.FailedAt);
        Assert.Null(record.Provision.Reason);
    }

    [Fact]
    public void The_wait_of_a_failed_warehouse_grows_also_when_only_its_last_step_fails()
    {
        var provision = Fail(Accepted().Begin(WarehouseWork.MakeBucket), FailureReason.NotIsolated);
        var first = provision.NextAttemptAt;
        provision = provision.Succeed(WarehouseWork.MakeBucket, Now, Now);
        Assert.Equal(FailureReason.NotIsolated, provision.Reason);
        Assert.True(Fail(provision, FailureReason.NotIsolated).NextAttemptAt > first);
    }

    [Fact]
    public void A_project_that_comes_while_backfills_are_begun_is_told_too()
    {
        var ready = Accepted() with { State = WarehouseState.Ready };
        var began = new WarehouseRecord { Provision = ready, TableSuffixes = new Dictionary<long, string> { [7] = "main" } };
        var meanwhile = began.EnableBackfill(8, "web");
        var after = meanwhile.Succeed(began, WarehouseWork.BeginBackfills, ready.OperationId, ready.Attempts, Now, Now);
        Assert.Equal(WarehouseWork.BeginBackfills, WarehouseTransitions.Next(after));

        var again = after.Succeed(after, WarehouseWork.BeginBackfills, ready.OperationId, ready.Attempts, Now, Now);
        Assert.Null(WarehouseTransitions.Next(again));
    }

    [Fact]
    public void Deleting_and_healing_are_attempts_of_their_own()
    {
        Assert.Equal(Accepted().Attempts + 1, Accepted().Deprovision(Now).Attempts);
        Assert.Equal(Accepted().Attempts + 1, Accepted().Heal(Now).Attempts);
    }

    [Fact]
    public void Another_name_after_a_failure_leaves_the_first_to_be_removed_and_the_same_name_does_not()
    {
        var failed = new WarehouseRecord { Provision = Accepted() with { State = WarehouseState.Failed } };
        var renamed = failed.Accept(Command with { DatabaseName = "other" }, "local", Now);
        Assert.Equal([new Leftover("local", "acme")], renamed.Leftovers);
        Assert.Equal(WarehouseWork.RemoveRemains, WarehouseTransitions.Next(renamed));
        Assert.Empty(failed.Accept(Command, "local", Now).Leftovers);
    }

    [Theory]
    [InlineData(WarehouseState.Pending, true)]
    [InlineData(WarehouseState.Provisioning, true)]
    [InlineData(WarehouseState.Ready, true)]
    [InlineData(WarehouseState.Deleting, true)]
    [InlineData(WarehouseState.Failed, false)]
    [InlineData(WarehouseState.Deleted, false)]
    public void Only_failed_and_deleted_take_a_new_provision(WarehouseState state, bool live) =>
        Assert.Equal(live, (Accepted() with { State = state }).IsLive);

    [Fact]
    public void Every_failure_reason_has_a_sentence_of_its_own() =>
        Assert.Equal(
            Enum.GetValues<FailureReason>().Length, Enum.GetValues<FailureReason>().Select(reason => reason.Text()).Distinct().Count());

    [Fact]
    public void A_reset_that_was_not_confirmed_is_undone() =>
        Assert.Equal(
            WarehouseWork.UndoReset,
            WarehouseTransitions.Next(
                new WarehouseRecord { Provision = Accepted() with { State = WarehouseState.Ready, UnconfirmedVerifier = "x" } }));

    private static Provision Accepted() => new WarehouseRecord().Accept(Command, "local", Now).Provision!;

    private static Provision Fail(Provision provision, FailureReason reason) =>
        provision.Fail(WarehouseWork.MakeBucket, reason, resource: null, Now, Now, Options);
}
