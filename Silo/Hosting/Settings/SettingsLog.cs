namespace Warehouse.Settings;

internal static partial class SettingsLog
{
    [LoggerMessage(LogLevel.Warning, "There is no setting {Path}; is it misspelt? It has no effect")]
    public static partial void Unknown(ILogger logger, string path);
}
