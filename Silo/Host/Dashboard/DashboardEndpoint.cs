using System.Security.Cryptography;
using System.Text;
using Orleans.Dashboard;
using Warehouse.Operations;

namespace Warehouse.Dashboard;

/// <summary>
/// The Orleans dashboard. It has no authentication of its own and shows grain state: with <c>Operations:Credential</c> it asks for that, as a
/// bearer token or as the password of any user name.
/// </summary>
internal static class DashboardEndpoint
{
    public static void MapDashboard(this IEndpointRouteBuilder routes, OperationsOptions options)
    {
        var credential = options.Credential;
        var dashboard = routes.MapOrleansDashboard("/dashboard");
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
