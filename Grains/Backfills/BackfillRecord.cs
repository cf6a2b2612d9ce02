using System.Text.Json.Serialization;
using Warehouse.Tables;

namespace Warehouse.Backfills;

/// <summary>
/// Stored state of a project's backfill: where it goes, whether an operator stopped it, and which loads are under way. What is loaded stands
/// in the warehouse itself.
/// </summary>
internal sealed record BackfillRecord
{
    /// <summary>Loads of the same files that may end without a word before they are not tried again.</summary>
    public const int MaxLost = 3;

    public int Version { get; init; } = 1;

    /// <summary>Null while there is no ready warehouse to load into.</summary>
    public BackfillTarget? Target { get; init; }

    /// <summary>An operator has stopped it: nothing is loaded until one lets it go on.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>Written before a load begins and taken out after its end is known: what stands here runs, or died with its silo.</summary>
    public IReadOnlyList<BegunLoad> Loads { get; init; } = [];

    /// <summary>Partitions whose last loads ended without a word.</summary>
    public IReadOnlyList<LostLoads> Lost { get; init; } = [];

    /// <summary>True when nothing may be loaded: loads that are still under way are to be ended.</summary>
    [JsonIgnore]
    public bool IsStopped => Target is null || IsCancelled;

    /// <summary>Unchanged when the backfill was stopped or goes elsewhere by now.</summary>
    public BackfillRecord Begin(BackfillTarget target, BegunLoad load) =>
        IsStopped || Target != target ? this : this with { Loads = [.. Loads, load] };

    public BackfillRecord End(Guid loadId) =>
        Loads.Any(load => load.Id == loadId) ? this with { Loads = [.. Loads.Where(load => load.Id != loadId)] } : this;

    /// <summary>The load's silo stops in good order: the load is begun again and is not one of those that ended without a word.</summary>
    public BackfillRecord Leave(Guid loadId, bool hasLeft) => Loads.Any(load => load.Id == loadId && load.HasLeft != hasLeft)
        ? this with { Loads = [.. Loads.Select(load => load.Id == loadId ? load with { HasLeft = hasLeft } : load)] }
        : this;

    /// <summary>The load ended without a word. Counted for these very files.</summary>
    public BackfillRecord Lose(BegunLoad load) => End(load.Id) with
    {
        Lost = [.. Lost.Where(lost => !lost.IsOf(load)), new LostLoads(load.Dataset, load.Partition, load.Fingerprint, LostBefore(load) + 1)],
    };

    public int LostBefore(BegunLoad load) => Lost.FirstOrDefault(lost => lost.IsOf(load) && lost.Fingerprint == load.Fingerprint)?.Count ?? 0;

    /// <summary>A load of the partition ended with a word, whichever.</summary>
    public BackfillRecord Found(BegunLoad load) => End(load.Id) is var ended && ended.Lost.Any(lost => lost.IsOf(load))
        ? ended with { Lost = [.. ended.Lost.Where(lost => !lost.IsOf(load))] }
        : ended;
}

/// <summary>One load, as it was begun.</summary>
internal sealed record BegunLoad(Guid Id, Dataset Dataset, string Partition, string Fingerprint)
{
    public bool HasLeft { get; init; }
}

/// <summary>How many loads of a partition's files ended without a word, one after the other.</summary>
internal sealed record LostLoads(Dataset Dataset, string Partition, string Fingerprint, int Count)
{
    public bool IsOf(BegunLoad load) => (load.Dataset, load.Partition) == (Dataset, Partition);
}
