using Warehouse.Settings;

namespace Warehouse.Warehouses.Provisioning;

/// <summary>How provisioning behaves.</summary>
[SettingsSection("Warehouse:Provisioning")]
public sealed class ProvisioningOptions
{
    [Setting("The limit for one attempt, from its first step to ready.", Min = "00:00:01")]
    public TimeSpan AttemptLimit { get; set; } = TimeSpan.FromMinutes(30);

    [Setting("The limit for one step.", Min = "00:00:01")]
    public TimeSpan StepLimit { get; set; } = TimeSpan.FromMinutes(2);

    [Setting("Tries of a step that fails for a passing reason before the warehouse is called failed.", Unit = "tries", Min = "1")]
    public int TriesBeforeFailed { get; set; } = 3;

    [Setting("The wait after a first failure; it doubles with each further one in a row.", Min = "00:00:00.01")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    [Setting("The longest wait between two tries.", Min = "00:00:00.01")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(1);

    [Setting("Sessions of the customer's root login, at a time.", Unit = "sessions", Min = "1")]
    public int RootConnectionLimit { get; set; } = 50;

    [Setting("Sessions of our service login in one warehouse, from all silos together.", Unit = "sessions", Min = "1")]
    public int ServiceConnectionLimit { get; set; } = 20;
}
