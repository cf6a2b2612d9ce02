namespace Warehouse.Warehouses.Provisioning;

/// <summary>How provisioning behaves: section <c>Warehouse:Provisioning</c>.</summary>
public sealed class ProvisioningOptions
{
    /// <summary>The limit for one attempt, from its first step to a ready warehouse.</summary>
    public TimeSpan AttemptLimit { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The limit for one step.</summary>
    public TimeSpan StepLimit { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Tries of a step that fails for a passing reason before the warehouse is called failed.</summary>
    public int TriesBeforeFailed { get; set; } = 3;

    /// <summary>The wait after a first failure; it doubles with every further one.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait between two tries of a failed warehouse.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Sessions the customer's root login may have at a time.</summary>
    public int RootConnectionLimit { get; set; } = 50;

    /// <summary>Sessions our service login may have in one warehouse at a time, from all silos together.</summary>
    public int ServiceConnectionLimit { get; set; } = 20;
}
