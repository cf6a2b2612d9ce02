namespace Warehouse.Jobs;

/// <summary>Who reports a job: another service through a grain call, or the warehouse itself, whose jobs are the backfills.</summary>
internal enum JobOwner
{
    Service,
    Warehouse,
}
