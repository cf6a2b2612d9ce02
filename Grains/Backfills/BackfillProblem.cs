namespace Warehouse.Backfills;

/// <summary>Why a backfill does not go on, in a sentence for the customer.</summary>
/// <param name="IsTransient">True when trying again soon may help; otherwise it is tried again with the next listing.</param>
internal sealed record BackfillProblem(string Message, bool IsTransient);
