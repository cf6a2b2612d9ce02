using System.Collections.ObjectModel;
using Microsoft.Net.Http.Headers;
using Warehouse.Errors;

namespace Warehouse.Requests;

/// <summary>
/// A request body as members, whether JSON or form; an empty one has none. We read it ourselves because the contract fixes the order
/// (role before body), the answer to every malformed kind, and because the API key may stand in it.
/// </summary>
internal sealed record RequestBody
{
    /// <summary>Larger bodies are refused with 413; Kestrel counts, also without a Content-Length.</summary>
    public const int MaxBytes = 64 * 1024;

    private static readonly ReadOnlyDictionary<string, BodyMember> NoMembers = new(new Dictionary<string, BodyMember>());

    public IReadOnlyDictionary<string, BodyMember> Members { get; private init; } = NoMembers;

    /// <summary>Why the body could not be read as members; null when it could.</summary>
    public ApiError? Error { get; private init; }

    public BodyMember this[string name] => Members.GetValueOrDefault(name);

    public static RequestBody Of(IReadOnlyDictionary<string, BodyMember> members) => new() { Members = members };

    public static RequestBody Unreadable(ApiError error) => new() { Error = error };

    /// <summary>Reads the body, once per request. Throws only for one that is too large or whose client went away.</summary>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<RequestBody>() is not { } body)
        {
            body = await ParseAsync(context);
            context.Features.Set(body);
        }

        return body;
    }

    private static async Task<RequestBody> ParseAsync(HttpContext context)
    {
        var request = context.Request;
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, context.RequestAborted);
        if (buffer.Length == 0)
        {
            return new RequestBody();
        }

        _ = MediaTypeHeaderValue.TryParse(request.ContentType, out var type);
        if (type?.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) == true)
        {
            return JsonBody.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        }

        buffer.Position = 0;
        return request.HasFormContentType
            ? await FormBody.ParseAsync(request, buffer)
            : Unreadable(Refusals.UnsupportedMediaType(request.ContentType));
    }
}
