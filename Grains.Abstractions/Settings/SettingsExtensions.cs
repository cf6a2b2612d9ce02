using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Warehouse.Settings;

internal static class SettingsExtensions
{
    /// <summary>Registers a class of settings, read and checked as the host starts.</summary>
    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services, IConfiguration configuration)
        where T : class, new() =>
        services.AddOptions<T>()
            .Configure(settings => SettingsReader.ReadInto(configuration, Setting.SectionOf(typeof(T)).Path, settings))
            .ValidateOnStart();
}
