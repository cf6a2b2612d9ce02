namespace Warehouse.Hosting;

/// <summary>Keeps ASP.NET's own request log off: it writes query strings, and <c>personal_api_key</c> can stand in one.</summary>
internal static class AccessLogPolicy
{
    // The most specific rule wins, and among equals the last: a level set for a wider category does not turn this on again.
    public static void AddAccessLogPolicy(this WebApplicationBuilder builder) => builder.Logging
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning);
}
