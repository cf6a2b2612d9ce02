using Warehouse.Settings;

namespace Warehouse.Hosting;

[SettingsSection("Warehouse")]
internal sealed class ClusterIdentityOptions
{
    [Setting("Names the stored state: another id sees none of it. Never change it.")]
    public string ServiceId { get; set; } = ClusterIdentity.Default;

    [Setting("Names one deployment: silos and clients with the same id form a cluster.")]
    public string ClusterId { get; set; } = ClusterIdentity.Default;
}
