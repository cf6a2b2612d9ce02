using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
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
            "docs/openapi.json is not what the gateway serves. If the change is meant: UPDATE_OPENAPI=1 dotnet test "
            + "--project tests/Unit.Tests");
    }

    [Fact]
    public async Task Every_operation_names_its_credentials_and_every_reference_leads_somewhere()
    {
        var document = JsonNode.Parse((await _gateway.SendRawAsync(HttpMethod.Get, "/openapi.json")).Text)!;
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(
            operation => operation.Value!).ToList();
        Assert.Equal(22, operations.Count);
        Assert.All(operations, operation => Assert.Equal(
            ["api_key", "api_key_in_query"],
            operation["security"]!.AsArray().SelectMany(requirement => requirement!.AsObject()).Select(scheme => scheme.Key)));
        Assert.Equal(22, operations.Select(operation => (string)operation["operationId"]!).Distinct().Count());
        foreach (Match reference in Reference().Matches(document.ToJsonString()))
        {
            Assert.NotNull(reference.Groups[1].Value.Split('/').Aggregate(document, (node, name) => node?[name]!));
        }
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

    [GeneratedRegex("\"\\$ref\":\"#/([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("src=\"([^\"]+)\"")]
    private static partial Regex Script();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
