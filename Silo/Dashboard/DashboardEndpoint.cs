using System.Net;
using System.Security.Cryptography;
using System.Text;
using Orleans.Dashboard;

namespace Warehouse.Dashboard;

/// <summary>
/// The Orleans dashboard on a port of its own. It has no authentication and shows grain state, so it listens on loopback; anywhere else it
/// asks for <c>Dashboard:Credential</c>, as a bearer token or as the password of any user name.
/// </summary>
internal static class DashboardEndpoint
{
    public static void AddDashboardEndpoint(this WebApplicationBuilder builder)
    {
        var address = IPAddress.Parse(builder.Configuration["Dashboard:Address"] ?? "127.0.0.1");
        var credential = builder.Configuration["Dashboard:Credential"];
        if (!IPAddress.IsLoopback(address) && string.IsNullOrEmpty(credential))
        {
            throw new InvalidOperationException($"Dashboard:Address is {address}: beyond loopback the dashboard needs Dashboard:Credential.");
        }

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address, builder.Configuration.GetValue("Dashboard:Port", 8081)));
    }

    public static void MapDashboard(this WebApplication app)
    {
        var credential = app.Configuration["Dashboard:Credential"];
        var dashboard = app.MapOrleansDashboard("/dashboard");
        if (string.IsNullOrEmpty(credential))
        {
            return;
        }

        dashboard.AddEndpointFilter(async (context, next) =>
        {
            if (Allows(context.HttpContext.Request.Headers.Authorization.ToString(), credential))
            {
                return await next(context);
            }

            context.HttpContext.Response.Headers.WWWAuthenticate = "Basic realm=\"dashboard\"";
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        });
    }

    internal static bool Allows(string authorization, string credential)
    {
        var given = authorization.Split(' ', 2) switch
        {
            ["Bearer", var token] => token,
            ["Basic", var pair] => PasswordOf(pair),
            _ => null,
        };
        return given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(credential));
    }

    private static string? PasswordOf(string pair)
    {
        var buffer = new byte[pair.Length];
        if (!Convert.TryFromBase64String(pair, buffer, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(buffer, 0, length);
        return text.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? text[(colon + 1)..] : null;
    }
}
