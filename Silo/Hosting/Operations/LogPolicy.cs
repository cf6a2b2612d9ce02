namespace Warehouse.Operations;

/// <summary>
/// Keeps ASP.NET's own request log off: it writes query strings, and <c>personal_api_key</c> can stand in one; and on the operations port it
/// would be a line for each probe. Polly's is off because Orleans goes through it whenever it places a grain.
/// </summary>
internal static class LogPolicy
{
    // The most specific rule wins, and among equals the last: a level set for a wider category does not turn this on again.
    public static void AddLogPolicy(this WebApplicationBuilder builder) => builder.Logging
        .AddFilter("Polly", LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning);
}
