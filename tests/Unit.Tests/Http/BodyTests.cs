using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Warehouse.Http;

public sealed class BodyTests : IAsyncLifetime
{
    private GatewayHarness _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHarness.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("{")]
    [InlineData("{]")]
    [InlineData("nonsense")]
    [InlineData(" ")]
    [InlineData("{\"a\": NaN}")]
    [InlineData("{\"a\": 1,}")]
    [InlineData("{\"a\": 1} x")]
    [InlineData("{\"database_name\": \"\\ud800\"}")]
    [InlineData("{\"\\udc00\": 1}")]
    [InlineData("{\"database_name\": \"\\x\"}")]
    [InlineData("{\"database_name\": \"a\nb\"}")]
    [InlineData("\u0000")]
    public async Task Malformed_json_is_400(string body) => await IsParseErrorAsync(Encoding.UTF8.GetBytes(body), "JSON parse error - ");

    [Fact]
    public async Task Invalid_utf8_is_400() =>
        await IsParseErrorAsync([.. "{\"database_name\": \""u8, 0xff, 0xfe, .. "\"}"u8], "JSON parse error - ");

    [Fact]
    public async Task Deep_nesting_is_400() =>
        await IsParseErrorAsync(
            Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 20_000) + new string(']', 20_000) + "}"), "JSON parse error - ");

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("\"text\"")]
    [InlineData("true")]
    public async Task Json_that_is_no_object_is_400(string body) => (await _gateway.PostJsonAsync("provision", body))
        .IsEnvelope(400, "validation_error", "invalid_input", "The request body must be a JSON object.");

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("application/xml")]
    [InlineData("application/jsonp")]
    [InlineData("nonsense")]
    public async Task Another_content_type_is_415(string contentType)
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        (await _gateway.SendAsync(HttpMethod.Post, "provision", content))
            .IsEnvelope(415, "invalid_request", "unsupported_media_type", $"Unsupported media type \"{contentType}\" in request.");
    }

    [Fact]
    public async Task A_body_without_a_content_type_is_415()
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        (await _gateway.SendAsync(HttpMethod.Post, "provision", content))
            .IsEnvelope(415, "invalid_request", "unsupported_media_type", "Unsupported media type \"\" in request.");
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON")]
    [InlineData("application/json;charset=nonsense")]
    public async Task Json_is_json_whatever_its_parameters(string contentType)
    {
        using var content = new ByteArrayContent("""{"database_name": "acme", "table_name": "main"}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        Assert.Equal(202, (await _gateway.SendAsync(HttpMethod.Post, "provision", content)).Status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task An_empty_body_has_no_members_whatever_its_type(string contentType)
    {
        using var content = new ByteArrayContent([]);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        (await _gateway.SendAsync(HttpMethod.Post, "provision", content)).IsError(
            400, "database_name_required", "database_name is required");
    }

    [Theory]
    [InlineData("multipart/form-data", "x")]
    [InlineData("multipart/form-data; boundary=", "x")]
    [InlineData("multipart/form-data; boundary=b", "x")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"database_name\"\r\n\r\nacme")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nno header\r\n\r\nacme\r\n--b--\r\n")]
    public async Task A_broken_multipart_form_is_400(string contentType, string body)
    {
        using var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        var answer = await _gateway.SendAsync(HttpMethod.Post, "provision", content);
        Assert.Equal(400, answer.Status);
        Assert.StartsWith(
            """{"type":"invalid_request","code":"parse_error","detail":"Form parse error - """, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("database_name=%zz&table_name=%")]
    [InlineData("database_name=%00%ff")]
    [InlineData("&&&===")]
    [InlineData("database_name=%ED%A0%80aaa")]
    public async Task A_strange_urlencoded_form_is_400(string body)
    {
        using var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded"));
        Assert.Equal(400, (await _gateway.SendAsync(HttpMethod.Post, "provision", content)).Status);
    }

    [Fact]
    public async Task A_form_with_too_many_fields_is_400()
    {
        using var content = new StringContent(
            string.Join('&', Enumerable.Repeat("a=1", 5_000)), MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded"));
        Assert.Equal(400, (await _gateway.SendAsync(HttpMethod.Post, "provision", content)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_more_than_64_KiB_is_413(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/projects/5/data_warehouse/provision");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + _gateway.Key);
        request.Headers.TransferEncodingChunked = chunked;
        request.Content = new StringContent(
            $$"""{"database_name": "{{new string('a', 64 * 1024)}}"}""", MediaTypeHeaderValue.Parse("application/json"));
        using var response = await _gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
        (await Answer.ReadAsync(response)).IsEnvelope(
            413, "invalid_request", "request_too_large", "The request body must be at most 64 KiB.");
    }

    [Fact]
    public async Task A_body_of_64_KiB_is_read()
    {
        const string Rest = """{"database_name": "acme", "table_name": "main", "filler": ""}""";
        var body = Rest.Replace("\"\"", "\"" + new string('x', (64 * 1024) - Rest.Length) + "\"", StringComparison.Ordinal);
        Assert.Equal(202, (await _gateway.PostJsonAsync("provision", body)).Status);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_no_server_error()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_gateway.Http.BaseAddress!.Host, _gateway.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
        var request = $"POST /api/projects/5/data_warehouse/provision HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.Key}\r\n"
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        Assert.Equal("HTTP/1.1 400 Bad Request", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    private async Task IsParseErrorAsync(byte[] body, string start)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        var answer = await _gateway.SendAsync(HttpMethod.Post, "provision", content);
        Assert.Equal(400, answer.Status);
        Assert.StartsWith(
            $$"""{"type":"invalid_request","code":"parse_error","detail":"{{start}}""", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", answer.Text, StringComparison.Ordinal);
    }
}
