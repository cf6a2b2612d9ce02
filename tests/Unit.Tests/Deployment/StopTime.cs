using Warehouse.Settings;

namespace Warehouse.Deployment;

/// <summary>How long a process of ours takes to stop at most, as the reference has it.</summary>
internal static class StopTime
{
    // Silo and gateway each have a class of this name: it is compiled into both.
    private static readonly Type Operations = Documentation.SettingsReference.Classes.Single(type => type.Name == "OperationsOptions");

    public static TimeSpan Longest => Default("DrainFor") + Default("StopWithin");

    private static TimeSpan Default(string setting) =>
        (TimeSpan)Setting.Of(Operations).Single(one => one.Name == setting).Property.GetValue(Activator.CreateInstance(Operations))!;
}
