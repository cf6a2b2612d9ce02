using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Warehouse.Contracts;
using Warehouse.Local;
using Warehouse.Warehouses;

namespace Warehouse.Services;

/// <summary>
/// Every contract that both versions have, written by one and read by the other: what the older one knows of it is the same.
/// </summary>
internal static class PayloadExchange
{
    public static async Task RunAsync(string folder)
    {
        await using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var client = TestService.Assembly(TestService.YesterdaysClient);
        var contracts = Sample.ContractsOf(typeof(IWarehouseGrain).Assembly).ToDictionary(type => type.FullName!);

        var written = Lines(await LocalProcess.RunAsync("dotnet", [client, "write"])).Select(line => line.Split(' ', 3)).ToList();
        Assert.NotEmpty(written);
        foreach (var line in written)
        {
            var read = serializer.Deserialize<object>(Convert.FromBase64String(line[1]));
            Assert.Same(contracts[line[0]], read?.GetType());
            AssertContains(Json(read!), JsonDocument.Parse(line[2]).RootElement, line[0]);
        }

        // Contracts that came later are nothing an old client ever gets.
        var samples = written.Select(line => Sample.Of(contracts[line[0]])).ToList();
        var file = Path.Combine(folder, "samples");
        await File.WriteAllLinesAsync(
            file, samples.Select(sample => $"{sample.GetType().FullName} {Convert.ToBase64String(serializer.SerializeToArray(sample))}"));
        var answers = Lines(await LocalProcess.RunAsync("bash", ["-c", $"exec dotnet '{client}' read < '{file}'"]));
        Assert.Equal(samples.Count, answers.Length);
        foreach (var (sample, answer) in samples.Zip(answers.Select(line => line.Split(' ', 2))))
        {
            Assert.Equal(sample.GetType().FullName, answer[0]);
            AssertContains(Json(sample), JsonDocument.Parse(answer[1]).RootElement, answer[0]);
        }
    }

    /// <summary>Everything in <paramref name="older"/> stands in <paramref name="newer"/> as well.</summary>
    private static void AssertContains(JsonElement newer, JsonElement older, string where)
    {
        Assert.Equal(older.ValueKind, newer.ValueKind);
        switch (older.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.All(older.EnumerateObject(), member =>
                {
                    Assert.True(newer.TryGetProperty(member.Name, out var value), $"{where}.{member.Name}");
                    AssertContains(value, member.Value, $"{where}.{member.Name}");
                });
                break;
            case JsonValueKind.Array:
                Assert.Equal(older.GetArrayLength(), newer.GetArrayLength());
                Assert.All(older.EnumerateArray().Zip(newer.EnumerateArray()), pair => AssertContains(pair.Second, pair.First, where));
                break;
            default:
                Assert.True(older.GetRawText() == newer.GetRawText(), $"{where}: {older.GetRawText()}, {newer.GetRawText()}");
                break;
        }
    }

    private static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value, value.GetType());

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
