using Microsoft.Extensions.Options;

namespace Warehouse.Settings;

/// <summary>What silo and gateway do about settings that cannot be used: one line on standard error and exit code 1, before anything has started.</summary>
internal static class SettingsErrors
{
    public static async Task<int> ReportAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception exception) when (exception is SettingsException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(exception.Message.ReplaceLineEndings(" "));
            return 1;
        }
    }

    /// <summary>
    /// Checks what else the host would only check as it starts, where it would log a stack trace, and warns of settings in
    /// <paramref name="sections"/> that no class of settings knows.
    /// </summary>
    public static void CheckSettings(this WebApplication app, params string[] sections)
    {
        app.Services.GetService<IStartupValidator>()?.Validate();
        var classes = SettingsCatalog.Of(AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => assembly.GetName().Name?.StartsWith("Warehouse.", StringComparison.Ordinal) == true));
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Warehouse.Settings");
        foreach (var path in SettingsCatalog.Unknown(app.Configuration, classes, sections))
        {
            SettingsLog.Unknown(logger, path);
        }
    }
}
