namespace Warehouse.Hosting;

/// <summary>Registers <see cref="ClusterConnection"/> with the Orleans client.</summary>
internal static class ClusterConnectionExtensions
{
    public static void AddClusterConnection(this IServiceCollection services)
    {
        services.AddSingleton<ClusterConnection>();
        services.AddSingleton<IClusterConnectionStatusObserver>(provider => provider.GetRequiredService<ClusterConnection>());
    }
}
