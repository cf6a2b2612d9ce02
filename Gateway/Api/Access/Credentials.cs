using System.Text.RegularExpressions;
using Warehouse.Requests;

namespace Warehouse.Access;

/// <summary>Finds the API key of a request: <c>Authorization</c> header, else body, else query string. The first present counts.</summary>
internal static partial class Credentials
{
    private const string Parameter = "personal_api_key";

    public static async ValueTask<PresentedKey?> FindAsync(HttpContext context)
    {
        var request = context.Request;
        if (BearerToken().Match(request.Headers.Authorization.ToString()) is { Success: true } bearer)
        {
            return new PresentedKey(bearer.Groups[1].Value.Trim(), "Authorization header");
        }

        // A body that cannot be read as members has no key in it; whether it is an error is the endpoint's business.
        var body = await RequestBody.ReadAsync(context);
        if (body.Members.TryGetValue(Parameter, out var member))
        {
            return new PresentedKey(member.Text, "body");
        }

        return request.Query.TryGetValue(Parameter, out var values) ? new PresentedKey(values[^1], "query string") : null;
    }

    /// <summary>Another scheme is no credential of ours, and the search goes on.</summary>
    [GeneratedRegex(@"^Bearer\s+(\S.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex BearerToken();
}
