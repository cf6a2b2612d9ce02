namespace Warehouse.Access;

/// <summary>Registers what decides over access.</summary>
internal static class AccessExtensions
{
    public static void AddAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<RateLimits>().BindConfiguration(nameof(RateLimits)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ProjectDirectory>();
        builder.Services.AddSingleton<AccessMetrics>();
        builder.Services.AddSingleton<AccessGate>();
    }
}
