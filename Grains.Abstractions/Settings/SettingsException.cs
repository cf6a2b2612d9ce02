namespace Warehouse.Settings;

/// <summary>A setting that cannot be used. The message is one line for the operator: it names the setting, and never repeats its value.</summary>
internal sealed class SettingsException(string message) : InvalidOperationException(message);
