using System.Net.Http.Headers;
using System.Text.Json;
using Warehouse.Access;
using Warehouse.Credentials;
using Warehouse.Warehouses;

namespace Warehouse.Http;

public sealed class ResetPasswordTests : IAsyncLifetime
{
    private GatewayHarness _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHarness.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData(null, null)]
    [InlineData("application/json", "{")]
    [InlineData("text/plain", "anything")]
    [InlineData("application/json", "[\"not an object\"]")]
    [InlineData("multipart/form-data", "no form")]
    public async Task Any_body_is_ignored(string? contentType, string? body)
    {
        using var content = body is null ? null : new StringContent(body, MediaTypeHeaderValue.Parse(contentType!));
        string? verifier = null;
        _gateway.Cluster.ResetPassword = sent =>
        {
            verifier = sent;
            return new ResetPasswordResult { Outcome = ResetPasswordOutcome.Done, Username = "acme" };
        };
        var answer = await _gateway.SendAsync(HttpMethod.Post, "reset-password", content);
        var password = JsonDocument.Parse(answer.Text).RootElement.GetProperty("password").GetString();
        answer.Is(200, $$"""{"username":"acme","password":"{{password}}"}""");
        Assert.Matches("^[A-Za-z0-9_-]{43}$", password);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.True(ScramVerifier.IsWellFormed(verifier!));
    }

    [Fact]
    public async Task A_large_body_is_ignored_too()
    {
        using var content = new ByteArrayContent(new byte[100_000]);
        Assert.Equal(200, (await _gateway.SendAsync(HttpMethod.Post, "reset-password", content)).Status);
    }

    [Fact]
    public async Task A_member_gets_403()
    {
        _gateway.Cluster.Authorize = _ => FakeCluster.Granted(OrganizationRole.Member);
        (await _gateway.SendAsync(HttpMethod.Post, "reset-password"))
            .IsError(403, "admin_required", "Only organization admins can reset the root password for the managed warehouse");
    }

    [Theory]
    [InlineData(ResetPasswordOutcome.NotFound, 404, "warehouse_not_found", "warehouse not found")]
    [InlineData(ResetPasswordOutcome.NotReady, 409, "warehouse_not_ready", "warehouse must be in ready state to reset password")]
    public async Task Without_a_ready_warehouse_there_is_nothing_to_reset(
        ResetPasswordOutcome outcome, int status, string code, string error)
    {
        _gateway.Cluster.ResetPassword = _ => new ResetPasswordResult { Outcome = outcome };
        (await _gateway.SendAsync(HttpMethod.Post, "reset-password")).IsError(status, code, error);
    }
}
