using Warehouse.Settings;

namespace Warehouse.Operations;

[SettingsSection("Warehouse")]
internal sealed class ParentProcessOptions
{
    [Setting("End when standard input closes: a launcher takes its children with it.")]
    public bool StopWithParent { get; set; }
}
