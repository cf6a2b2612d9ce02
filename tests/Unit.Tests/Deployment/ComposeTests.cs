using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Warehouse.Documentation;
using Warehouse.Hosting;

namespace Warehouse.Deployment;

/// <summary>The compose file agrees with the code. PublishedTests runs what it says.</summary>
public sealed class ComposeTests
{
    private static readonly string[] Ours = ["silo-1", "silo-2", "gateway-1", "gateway-2", "migrate"];
    private static readonly JsonNode Compose = DeployFolder.Compose;

    [Fact]
    public void Every_variable_and_every_mounted_secret_is_a_setting()
    {
        foreach (var name in Ours)
        {
            var service = Compose["services"]![name]!;
            var variables = service["environment"]!.AsObject().Select(variable => variable.Key).ToList();
            var mounted = service["secrets"]!.AsArray().Select(secret => (string)secret!["target"]!).ToList();
            Assert.Empty(variables.Concat(mounted).Except(SettingsReference.Variables));
            Assert.Empty(variables.Intersect(SettingsReference.Secrets));
            Assert.Empty(mounted.Except(SettingsReference.Secrets));
        }
    }

    [Fact]
    public void Every_secret_is_a_file_that_the_script_makes_and_somebody_uses()
    {
        var declared = Compose["secrets"]!.AsObject();
        Assert.All(declared, secret => Assert.Equal($"secrets/{secret.Key}", (string)secret.Value!["file"]!));
        var used = Compose["services"]!.AsObject()
            .SelectMany(service => service.Value!["secrets"]?.AsArray() ?? [])
            .Select(secret => secret is JsonValue ? (string)secret! : (string)secret!["source"]!)
            .ToHashSet();
        Assert.Equal(declared.Select(secret => secret.Key).Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Silos_and_databases_of_ours_are_on_the_internal_network_only()
    {
        Assert.Equal("true", (string)Compose["networks"]!["internal"]!["internal"]!);
        foreach (var name in Ours.Append("system-db").Append("object-store"))
        {
            Assert.Equal(["internal"], Compose["services"]![name]!["networks"]!.AsArray().Select(network => (string)network!));
            Assert.Null(Compose["services"]![name]!["ports"]);
        }
    }

    [Fact]
    public void Our_containers_have_no_rights_and_more_time_to_stop_than_they_take()
    {
        foreach (var name in Ours)
        {
            var service = Compose["services"]![name]!;
            Assert.Equal("true", (string)service["read_only"]!);
            Assert.Equal("ALL", (string)service["cap_drop"]!.AsArray().Single()!);
            Assert.Equal("no-new-privileges:true", (string)service["security_opt"]!.AsArray().Single()!);
            if (name != "migrate")
            {
                var grace = int.Parse(
                    ((string)service["stop_grace_period"]!).TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(TimeSpan.FromSeconds(grace) > StopTime.Longest, $"{name} is given {grace} s");
            }
        }
    }

    [Fact]
    public void The_front_knows_the_ports()
    {
        var front = DeployFolder.Text("compose/nginx.conf");
        Assert.Equal(
            [
                "gateway-1:8080", "gateway-2:8080", $"silo-1:{SiloHost.OperationsPortByDefault}",
                $"silo-2:{SiloHost.OperationsPortByDefault}",
            ],
            Regex.Matches(front, @"server ([a-z]+-\d:\d+)").Select(match => match.Groups[1].Value));
        Assert.Equal("http://0.0.0.0:8080", (string)Compose["services"]!["gateway-1"]!["environment"]!["Urls"]!);
    }

    [Fact]
    public void Every_image_has_a_version()
    {
        Assert.All(
            Compose["services"]!.AsObject(),
            service => Assert.Matches(@"^[a-z./-]+:\d+\.\d+", (string)service.Value!["image"]!));
        var dockerfile = DeployFolder.Text("Dockerfile");
        Assert.All(
            Regex.Matches(dockerfile, @"^ARG DOTNET_\w+=(.*)$", RegexOptions.Multiline),
            match => Assert.Matches(@"^\d+\.\d+\.\d+-noble", match.Groups[1].Value));
    }
}
