using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Warehouse.Http;

public sealed partial class ApiDocumentTests : IAsyncLifetime
{
    private GatewayHarness _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHarness.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_document_served_is_the_one_checked_in()
    {
        var served = (await _gateway.SendRawAsync(HttpMethod.Get, "/openapi.json")).Text.ReplaceLineEndings("\n") + "\n";
        var file = Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/openapi.json");
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(file, served, TestContext.Current.CancellationToken);
        }

        var checkedIn = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.True(
            served == checkedIn,
            "docs/openapi.json is not what the gateway serves. If the change is meant: UPDATE_OPENAPI=1 dotnet test --project tests/Unit.Tests");
    }

    [Fact]
    public async Task The_page_fetches_nothing_from_elsewhere()
    {
        var answer = await _gateway.SendRawAsync(HttpMethod.Get, "/docs/");
        Assert.Equal(200, answer.Status);
        Assert.DoesNotMatch(Elsewhere(), answer.Text);
        Assert.Contains("default-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        foreach (Match script in Script().Matches(answer.Text))
        {
            Assert.Equal(200, (await _gateway.SendRawAsync(HttpMethod.Get, "/docs/" + script.Groups[1].Value)).Status);
        }
    }

    [GeneratedRegex("(https?:)?//[a-z]", RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();

    [GeneratedRegex("src=\"([^\"]+)\"")]
    private static partial Regex Script();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
