using Warehouse.Settings;

namespace Warehouse.Usage;

/// <summary>Billing periods where no billing service has set one.</summary>
[SettingsSection("Warehouse:Billing")]
internal sealed class BillingOptions
{
    [Setting("The billing period where no billing service has set one: the calendar month in UTC, or none.")]
    public DefaultPeriod DefaultPeriod { get; set; } = DefaultPeriod.Month;
}
