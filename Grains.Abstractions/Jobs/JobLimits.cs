namespace Warehouse.Jobs;

/// <summary>Bounds of what the ledger takes.</summary>
public static class JobLimits
{
    /// <summary>Rows one job can move: a trillion. The bound keeps every sum far inside 64 bits.</summary>
    public const long MaxRows = 1_000_000_000_000;

    /// <summary>Rows that can be acknowledged for one period.</summary>
    public const long MaxAcknowledged = 1_000_000_000_000_000;

    /// <summary>Names, types, run ids and origins are cut here.</summary>
    public const int MaxText = 1_000;

    /// <summary>Error texts are cut here.</summary>
    public const int MaxError = 4_000;

    /// <summary>Reports in one batch.</summary>
    public const int MaxBatch = 10_000;

    /// <summary>How far ahead of the silo's clock a job's creation may lie.</summary>
    public static readonly TimeSpan MaxClockSkew = TimeSpan.FromDays(1);
}
