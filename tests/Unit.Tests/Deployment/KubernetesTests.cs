using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Warehouse.Documentation;
using Warehouse.Hosting;

namespace Warehouse.Deployment;

/// <summary>The Kubernetes manifests agree with the code and with each other.</summary>
public sealed class KubernetesTests
{
    private static readonly IReadOnlyList<JsonNode> Manifests = DeployFolder.Manifests;
    private static readonly IReadOnlyDictionary<string, JsonNode> Pods = DeployFolder.Pods;

    [Fact]
    public void Every_variable_is_a_setting_and_none_is_a_secret()
    {
        var variables = Pods.Values
            .SelectMany(pod => pod["containers"]!.AsArray().SelectMany(container => container!["env"]?.AsArray() ?? []))
            .Select(variable => (string)variable!["name"]!)
            .Concat(DeployFolder.Environment("kubernetes/base/silo.env").Keys)
            .Concat(DeployFolder.Environment("kubernetes/base/gateway.env").Keys)
            .Concat(
                Regex.Matches(DeployFolder.Text("Dockerfile"), @"^ENV (\w+__\w+)=", RegexOptions.Multiline).Select(
                    match => match.Groups[1].Value))
            .ToList();
        Assert.Contains("Silo__AdvertisedAddress", variables);
        Assert.Empty(variables.Except(SettingsReference.Variables));
        Assert.Empty(variables.Intersect(SettingsReference.Secrets));
    }

    [Fact]
    public void Secrets_are_named_and_never_written()
    {
        Assert.DoesNotContain(Manifests, manifest => (string)manifest["kind"]! == "Secret");
        foreach (var pod in Pods.Values)
        {
            var volumes = pod["volumes"]!.AsArray().Where(volume => volume!["secret"] is not null).ToList();
            Assert.Equal("0440", (string)Assert.Single(volumes)!["secret"]!["defaultMode"]!);
            Assert.DoesNotContain("stringData", pod.ToJsonString(), StringComparison.Ordinal);
        }

        var everything = Directory.EnumerateFiles(DeployFolder.Path, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/secrets/", StringComparison.Ordinal))
            .Select(File.ReadAllText);
        Assert.All(everything, text => Assert.DoesNotMatch(@"[Pp]assword=(?!%s)\S", text));
    }

    [Fact]
    public void Ports_are_those_of_the_code_and_whoever_names_one_names_it_right()
    {
        Assert.Equal(
            new SortedDictionary<string, int>
            {
                ["silo"] = new SiloHostOptions().Port,
                ["clients"] = new SiloHostOptions().GatewayPort,
                ["operations"] = SiloHost.OperationsPortByDefault,
            },
            PortsOf("warehouse-silo"));
        Assert.Equal(
            new SortedDictionary<string, int> { ["api"] = 8080, ["operations"] = GatewayHost.OperationsPortByDefault },
            PortsOf("warehouse-gateway"));
        Assert.Equal("http://0.0.0.0:8080", DeployFolder.Environment("kubernetes/base/gateway.env")["Urls"]);

        foreach (var manifest in Manifests)
        {
            var component = (string?)(manifest["spec"]?["selector"]?["app.kubernetes.io/component"]
                ?? manifest["spec"]?["podSelector"]?["matchLabels"]?["app.kubernetes.io/component"]);
            var named = (string)manifest["kind"]! switch
            {
                "Service" => manifest["spec"]!["ports"]!.AsArray().Select(port => (string)port!["targetPort"]!),
                "NetworkPolicy" => manifest["spec"]!["ingress"]?.AsArray().SelectMany(rule => rule!["ports"]!.AsArray()).Select(
                    port => (string)port!["port"]!) ?? [],
                _ => [],
            };
            Assert.All(named, port => Assert.Contains(port, PortsOf($"warehouse-{component}").Keys));
        }

        var exposed = Regex.Matches(DeployFolder.Text("Dockerfile"), @"^EXPOSE (.*)$", RegexOptions.Multiline).Select(
            match => match.Groups[1].Value.Split(' ').Order());
        Assert.Equal(
            new[]
            {
                PortsOf("warehouse-silo"),
                PortsOf("warehouse-gateway"),
            }.Select(ports => ports.Values.Select(port => port.ToString(CultureInfo.InvariantCulture)).Order()),
            exposed);
    }

    [Fact]
    public void Ports_without_a_credential_are_open_to_no_stranger()
    {
        var policies = Manifests.Where(manifest => (string)manifest["kind"]! == "NetworkPolicy").ToList();
        var nobody = policies.Single(policy => policy["spec"]!["podSelector"]!.AsObject().Count == 0);
        Assert.Null(nobody["spec"]!["ingress"]);
        var open = policies.SelectMany(policy => policy["spec"]!["ingress"]?.AsArray() ?? [])
            .Where(rule => rule!["from"] is null)
            .SelectMany(rule => rule!["ports"]!.AsArray())
            .Select(port => (string)port!["port"]!);
        Assert.Equal(["api"], open);
    }

    [Fact]
    public void Every_pod_runs_without_rights_and_has_time_to_stop()
    {
        Assert.Equal(["warehouse-gateway", "warehouse-migrate", "warehouse-silo"], Pods.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, pod) in Pods)
        {
            Assert.Equal("false", (string)pod["automountServiceAccountToken"]!);
            Assert.Equal(
                ("true", "RuntimeDefault"),
                ((string)pod["securityContext"]!["runAsNonRoot"]!, (string)pod["securityContext"]!["seccompProfile"]!["type"]!));
            var container = Assert.Single(pod["containers"]!.AsArray())!;
            var security = container["securityContext"]!;
            Assert.Equal(("false", "true", "ALL"), (
                (string)security["allowPrivilegeEscalation"]!,
                (string)security["readOnlyRootFilesystem"]!,
                (string)security["capabilities"]!["drop"]!.AsArray().Single()!));
            Assert.NotNull(container["resources"]!["limits"]!["memory"]);
            if (name != "warehouse-migrate")
            {
                Assert.True(
                    TimeSpan.FromSeconds(
                        int.Parse((string)pod["terminationGracePeriodSeconds"]!, CultureInfo.InvariantCulture)) > StopTime.Longest);
                Assert.All(
                    ["startupProbe", "livenessProbe", "readinessProbe"],
                    probe => Assert.Equal("operations", (string)container[probe]!["httpGet"]!["port"]!));
                Assert.Equal("/healthz", (string)container["livenessProbe"]!["httpGet"]!["path"]!);
                Assert.Equal("/readyz", (string)container["readinessProbe"]!["httpGet"]!["path"]!);
            }
        }
    }

    [Fact]
    public void Everything_is_in_a_kustomization()
    {
        var manifests = Path.Combine(DeployFolder.Path, "kubernetes");
        foreach (var file in Directory.EnumerateFiles(manifests, "kustomization.yaml", SearchOption.AllDirectories))
        {
            var folder = Path.GetDirectoryName(file)!;
            var kustomization = DeployFolder.Yaml(file).Single();
            var resources = kustomization["resources"]!.AsArray().Select(resource => (string)resource!).ToList();
            Assert.All(resources, resource => Assert.True(Path.Exists(Path.Combine(folder, resource)), resource));
            Assert.Empty(Directory.GetFiles(folder, "*.yaml").Select(Path.GetFileName).Except(resources).Except(["kustomization.yaml"]));
            Assert.All(
                kustomization["configMapGenerator"]?.AsArray() ?? [],
                map => Assert.All(map!["envs"]!.AsArray(), env => Assert.True(File.Exists(Path.Combine(folder, (string)env!)))));
        }
    }

    private static SortedDictionary<string, int> PortsOf(string pod) => new(Pods[pod]["containers"]![0]!["ports"]!.AsArray()
        .ToDictionary(port => (string)port!["name"]!, port => int.Parse((string)port!["containerPort"]!, CultureInfo.InvariantCulture)));
}
