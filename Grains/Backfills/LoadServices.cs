using Microsoft.Extensions.Options;
using Warehouse.Backfills.Loading;

namespace Warehouse.Backfills;

/// <summary>What a load needs of its silo.</summary>
internal sealed record LoadServices(
    PartitionLoader Loader, BackfillSlots Slots, IOptions<LoadLimits> Limits, BackfillMetrics Metrics, TimeProvider Time, ILogger<PartitionLoad> Logger);
