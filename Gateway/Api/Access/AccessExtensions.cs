using Microsoft.Extensions.DependencyInjection.Extensions;
using Warehouse.Settings;

namespace Warehouse.Access;

/// <summary>Registers what decides over access.</summary>
internal static class AccessExtensions
{
    public static void AddAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<RateLimits>(builder.Configuration);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<RefusalBudgets>();
        builder.Services.AddSingleton<AccessMetrics>();
        builder.Services.AddSingleton<AccessGate>();
    }
}
