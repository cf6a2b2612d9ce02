using Warehouse.Errors;

namespace Warehouse.Requests;

/// <summary>Reads a form body, urlencoded or multipart. Of a repeated field the last one counts; an uploaded file is not a text.</summary>
internal static class FormBody
{
    /// <param name="request">Its body must have been read into <paramref name="bytes"/>.</param>
    public static async Task<RequestBody> ParseAsync(HttpRequest request, Stream bytes)
    {
        request.Body = bytes;
        try
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            var members = new Dictionary<string, BodyMember>(StringComparer.Ordinal);
            foreach (var (name, values) in form)
            {
                members[name] = BodyMember.Of(values.Count == 0 ? "" : values[^1]);
            }

            foreach (var file in form.Files)
            {
                members[file.Name] = new BodyMember(BodyMemberKind.NotText, null);
            }

            return RequestBody.Of(members);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return RequestBody.Unreadable(Refusals.ParseError("Form", "the body is not a form of the stated content type"));
        }
    }
}
