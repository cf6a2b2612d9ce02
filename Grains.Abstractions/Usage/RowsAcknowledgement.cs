namespace Warehouse.Usage;

/// <summary>What the billing service has taken over for one project and one period.</summary>
[GenerateSerializer, Immutable, Alias("warehouse.RowsAcknowledgement")]
public sealed record RowsAcknowledgement
{
    /// <summary>First moment of the period, which may be any one, also a past one.</summary>
    [Id(0)] public required DateTimeOffset PeriodStart { get; init; }

    /// <summary>First moment after the period.</summary>
    [Id(1)] public required DateTimeOffset PeriodEnd { get; init; }

    /// <summary>All rows acknowledged for the period, not those since the last time.</summary>
    [Id(2)] public required long Rows { get; init; }

    /// <summary>Lets the figure go down.</summary>
    [Id(3)] public bool IsCorrection { get; init; }
}
