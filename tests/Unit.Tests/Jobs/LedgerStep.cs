using CsCheck;

namespace Warehouse.Jobs;

/// <summary>Something that happens to a ledger.</summary>
internal enum LedgerAction
{
    Start,
    Report,
    Complete,
    Fail,
    Cancel,
    RegisterSource,
    RemoveSource,
    Acknowledge,
    Look,
    Restart,
    Crash,
    LoseWrite,
    LoseConfirmation,
    LoseRead,
    PassTime,
}

/// <summary>One step of a random history. Ids, sources and counts come from small pools, so that steps meet one another.</summary>
internal sealed record LedgerStep(LedgerAction Action, int Project, int Job, int Source, int Rows, int Variant)
{
    private const int MaxJobs = 8;

    public static Gen<LedgerStep[]> Histories(IReadOnlyList<(int Weight, LedgerAction Action)> actions, int length)
    {
        var action = Gen.Frequency([.. actions.Select(entry => (entry.Weight, Gen.Const(entry.Action)))]);
        return Gen.Select(action, Gen.Int[0, 9], Gen.Int[0, MaxJobs - 1], Gen.Int[0, 2], Gen.Int[0, 20], Gen.Int[0, 11])
            .Select(
                (what, project, job, source, rows, variant) => new LedgerStep(what, project == 0 ? 1 : 0, job, source, rows * 10, variant))
            .Array[1, length];
    }

    /// <summary>The job to start: mostly the same for the same id, sometimes another.</summary>
    public JobStart ToStart(IReadOnlyList<Guid> jobs, IReadOnlyList<Guid> sources, DateTimeOffset epoch) => new()
    {
        Id = jobs[Job],
        Kind = (Job + (Variant == 11 ? 1 : 0)) % 4 == 3 ? JobKind.Materialization : JobKind.Import,
        SourceId = sources[Job % 3],
        SourceType = Variant == 10 ? "Postgres" : "Stripe",
        Name = $"table {Job}",
        Billable = Job != 5,
        CreatedAt = Variant == 9 ? null : epoch + Offsets[Job],
    };

    // Inside the month of the epoch and at its very edges, given that the epoch is its 15th day at noon.
    private static readonly TimeSpan[] Offsets =
    [
        TimeSpan.Zero, TimeSpan.FromDays(-14.5), TimeSpan.FromDays(-14.5) - TimeSpan.FromMicroseconds(1), TimeSpan.FromHours(1),
        TimeSpan.FromHours(1), TimeSpan.FromDays(-1), TimeSpan.FromDays(-40), TimeSpan.FromHours(12),
    ];
}
