using System.Net.Http.Headers;

namespace Warehouse.Http;

/// <summary>A response, read.</summary>
internal sealed record Answer(int Status, string Text, HttpResponseHeaders Headers, string? ContentType, IReadOnlyCollection<string> Allow)
{
    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsStringAsync(),
        response.Headers,
        response.Content.Headers.ContentType?.ToString(),
        [.. response.Content.Headers.Allow]);

    public void Is(int status, string text)
    {
        Assert.Equal(text, Text);
        Assert.Equal(status, Status);
        Assert.Equal("application/json; charset=utf-8", ContentType);
    }

    /// <summary>The envelope style, to the letter.</summary>
    public void IsEnvelope(int status, string type, string code, string detail) => Is(
        status,
        $$"""{"type":"{{type}}","code":"{{code}}","detail":"{{detail.Replace("\"", "\\\"", StringComparison.Ordinal)}}","attr":null}""");

    /// <summary>The handlers' style, to the letter.</summary>
    public void IsError(int status, string code, string error) => Is(status, $$"""{"error":"{{error}}","code":"{{code}}"}""");
}
