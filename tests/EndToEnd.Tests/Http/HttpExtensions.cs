namespace Warehouse.Http;

/// <summary>Short forms for the HTTP tests.</summary>
internal static class HttpExtensions
{
    public static async Task<Answer> GetAsync(this TestOrganization organization, string path, string? key = null)
    {
        using var response = await organization.SendAsync(HttpMethod.Get, path, null, key);
        return await Answer.ReadAsync(response);
    }

    public static async Task<Answer> PostAsync(
        this TestOrganization organization, string path, HttpContent? content = null, string? key = null)
    {
        using var response = await organization.SendAsync(HttpMethod.Post, path, content, key);
        return await Answer.ReadAsync(response);
    }

    public static async Task<Answer> ReadAsync(this Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        return await Answer.ReadAsync(response);
    }
}
